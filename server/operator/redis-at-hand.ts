import { join } from 'node:path';
import type { Config } from '../config.ts';
import { socketsOf, takeDataFolder } from '../data-folder.ts';
import { pidOf } from '../redis/conversation.ts';
import { startEmbeddedRedis } from '../redis/embedded.ts';
import { reachRedis } from '../redis/reach.ts';
import { type RedisTarget, unixTarget } from '../redis/target.ts';
import type { Log } from '../telemetry/log.ts';

/** A Redis for the duration of one command. */
export type RedisAtHand = { readonly target: RedisTarget; readonly close: () => Promise<void> };

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
