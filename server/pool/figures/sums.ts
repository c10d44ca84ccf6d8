import { z } from 'zod';
import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import { poolKeys, scriptKeys } from '../redis/keys.ts';
import { poolScript } from '../redis/pool-scripts.ts';

const script = poolScript('sums');

const whole = z.coerce.number<string | number>().int();
const reply = z.tuple([whole, whole, whole, whole, whole, whole, whole, whole, whole, whole, whole, whole, whole]);

/**
 * Checks by sums that every opened number is in exactly one state (POOL-4), and returns a sentence for each sum that is
 * wrong. A pool of 7 million numbers costs Redis about as much as a keystroke. Rejects where Redis does not answer.
 */
export const wrongSums = async (pool: PoolId, redis: RedisClient): Promise<readonly string[]> => {
  const found = reply.parse(await script.run(redis, scriptKeys(poolKeys(pool))));
  const [opened, countedFree, free, owned, held, reserved, registered, ...more] = found;
  const [countedWithheld, withheld, returning, holds, deadlines, collections] = more;
  const equal = (sentence: string, actual: number, expected: number): string[] =>
    actual === expected ? [] : [`${sentence} (${actual} and not ${expected})`];
  return [
    ...equal('the free numbers are not as many as were counted', free, countedFree),
    ...equal('the withheld numbers are not as many as were counted', withheld, countedWithheld),
    ...equal(
      'free numbers, those of somebody and the withheld ones are not as many as were opened',
      free + owned + withheld,
      opened,
    ),
    ...equal(
      'held, reserved, registered and returning numbers are not as many as somebody has',
      held + reserved + registered + returning,
      owned,
    ),
    ...equal('not every hold has a deadline', holds, deadlines),
    ...equal('not every reservation has a last day', reserved, collections),
  ];
};
