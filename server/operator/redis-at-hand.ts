import { join } from 'node:path';
import { socketsOf, takeDataFolder } from '../data-folder.ts';
import { pidOf } from '../redis/conversation.ts';
import { startEmbeddedRedis } from '../redis/embedded.ts';
import { reachRedis } from '../redis/reach.ts';
import { type RedisTarget, unixTarget } from '../redis/target.ts';
import type { Log } from '../telemetry/log.ts';

/** A Redis for the moment of one command. */
export type RedisAtHand = { readonly target: RedisTarget; readonly close: () => Promise<void> };

/**
 * Where a command of the operator's finds the data: the Redis that the settings name, or the one of a server that runs
 * on the data folder; where none runs, it is started for the moment.
 */
export const redisAtHand = async (
  { redisUrl, dataDir }: { readonly redisUrl?: string | undefined; readonly dataDir: string },
  log: Log,
): Promise<RedisAtHand> => {
  if (redisUrl !== undefined) {
    await reachRedis(redisUrl);
    return { target: redisUrl, close: async () => undefined };
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
