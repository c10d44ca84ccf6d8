import { join } from 'node:path';
import type { Config } from '../config.ts';
import { socketsOf, takeDataFolder } from '../data-folder.ts';
import { openRedisClient, type RedisClient } from '../redis/client.ts';
import { pidOf } from '../redis/conversation.ts';
import { startEmbeddedRedis } from '../redis/embedded.ts';
import { reachRedis } from '../redis/reach.ts';
import { type RedisTarget, unixTarget } from '../redis/target.ts';
import { createLog, type Log } from '../telemetry/log.ts';

/** Where an operator's data are. */
type Place = Pick<Config, 'redis' | 'dataDir'>;

/** A Redis for the duration of one command. */
type RedisAtHand = { readonly target: RedisTarget; readonly close: () => Promise<void> };

/** Runs an operator's command on the data that its settings name, over one connection. */
export const withRedis = async <T>(
  { log = createLog('error'), ...place }: Place & { readonly log?: Log },
  work: (redis: RedisClient, target: RedisTarget) => Promise<T>,
): Promise<T> => {
  const { target, close } = await redisAtHand(place, log);
  try {
    const redis = await openRedisClient({ target, role: 'commands', log });
    try {
      return await work(redis, target);
    } finally {
      await redis.close();
    }
  } finally {
    await close();
  }
};

/**
 * Finds the data of an operator's command: the Redis named by the settings, or that of a server running on the data
 * folder; if none runs, starts one for the duration.
 */
const redisAtHand = async ({ redis, dataDir }: Place, log: Log): Promise<RedisAtHand> => {
  if (redis !== undefined) {
    await reachRedis(redis);
    return { target: redis, close: async () => undefined };
  }
  const running = unixTarget(join(await socketsOf(dataDir), 'redis.sock'));
  if ((await pidOf(running)) !== undefined) return { target: running, close: async () => undefined };
  const folder = await takeDataFolder(dataDir);
  const embedded = await startEmbeddedRedis({ folder, log });
  const close = async (): Promise<void> => {
    await embedded.stop();
    await folder.release();
  };
  return { target: embedded.target, close };
};
