import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { Obstacle } from '../../redis/start-obstacles.ts';
import { wrongSums } from '../figures/sums.ts';
import { allScripts } from '../redis/pool-scripts.ts';

/**
 * Finds what keeps this node from opening a pool: scripts that Redis keeps under another digest than their own, and
 * numbers that do not add up. Loads every script on the way, so that no command waits for that at nine o'clock.
 */
export const poolObstacles = async (pool: PoolId, redis: RedisClient): Promise<readonly Obstacle[]> => {
  const loaded = await Promise.all(allScripts().map((script) => script.load(redis)));
  const wrong = await wrongSums(pool, redis);
  return [
    ...(loaded.includes(false) ? [altered] : []),
    ...wrong.map((sentence): Obstacle => ({ code: 'numbersDoNotAddUp', sentence })),
  ];
};

const altered: Obstacle = {
  code: 'scriptsAltered',
  sentence: 'Redis keeps a script under another sum than its own; something between this server and Redis alters texts',
};
