import { z } from 'zod';
import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import { poolKeys, scriptKeys } from '../redis/keys.ts';
import { poolScript } from '../redis/pool-scripts.ts';

const script = poolScript('sums');

const whole = z.coerce.number<string | number>().int();
const reply = z.tuple([whole, whole, whole, whole, whole, whole, whole, whole, whole, whole, whole, whole, whole]);

/**
 * Whether every opened number is in exactly one state (POOL-4), as far as sums can tell: a sentence for each that does
 * not come out. A pool of 7 million numbers costs Redis about as long as a keystroke; rejects where it does not answer.
 */
export const wrongSums = async (pool: PoolId, redis: RedisClient): Promise<readonly string[]> => {
  const found = reply.parse(await script.run(redis, scriptKeys(poolKeys(pool))));
  const [opened, counted, free, owned, held, reserved, registered, ...more] = found;
  const [keptBack, withheld, returning, holds, deadlines, days] = more;
  const equal = (what: string, is: number, should: number): string[] =>
    is === should ? [] : [`${what} (${is} and not ${should})`];
  return [
    ...equal('the free numbers are not as many as were counted', free, counted),
    ...equal('the withheld numbers are not as many as were counted', withheld, keptBack),
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
    ...equal('not every reservation has a last day', reserved, days),
  ];
};
