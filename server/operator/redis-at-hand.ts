import { join } from 'node:path';
import type { Config } from '../config.ts';
import { socketsOf, takeDataFolder } from '../data-folder.ts';
import { openRedisClient, type RedisClient } from '../redis/client.ts';
import { pidOf } from '../redis/conversation.ts';
import { startEmbeddedRedis } from '../redis/embedded.ts';
import { reachRedis } from '../redis/reach.ts';
import { type RedisTarget, unixTarget } from '../redis/target.ts';
import { createLog, type Log } from '../telemetry/log.ts';

/** A Redis for the duration of one command. */
export type RedisAtHand = { readonly target: RedisTarget; readonly close: () => Promise<void> };

/** Runs an operator's command on the data that its settings name, over one connection. */
export const withRedis = async <T>(
  config: Pick<Config, 'redis' | 'dataDir'>,
  work: (redis: RedisClient) => Promise<T>,
): Promise<T> => {
  const log = createLog('error');
  const { target, close } = await redisAtHand(config, log);
  try {
    const redis = await openRedisClient({ target, role: 'commands', log });
    return await work(redis).finally(() => redis.close());
  } finally {
    await close();
  }
};

/**
 * Finds the data of an operator's command: the Redis named by the settings, or that of a server running on the data
 * folder; if none runs, starts one for the duration.
 */
export const redisAtHand = async (
  { redis, dataDir }: Pick<Config, 'redis' | 'dataDir'>,
  log: Log,
): Promise<RedisAtHand> => {
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
