import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataFolder } from '../data-folder.ts';
import type { Log } from '../telemetry/log.ts';
import { isUp, pidOf, shutDown, whenGone } from './conversation.ts';
import { type RedisProcess, runRedis } from './process.ts';
import { findRedisProgram } from './program.ts';
import { type RedisTarget, unixTarget } from './target.ts';

/** A Redis that this server runs for itself, on a private socket, with every write on disk before its answer (P4). */
export type EmbeddedRedis = {
  readonly target: RedisTarget;
  /** Shuts it down in order; resolves when its process is gone. */
  readonly stop: () => Promise<void>;
};

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A Redis that ran this long was healthy: the next pause is short again. */
const HEALTHY_AFTER_MS = 60_000;

/**
 * Starts Redis in the data folder and waits until it has read its data. A Redis that dies is started again, after
 * growing pauses. Throws an Error of one clear line where no program is found or it does not start.
 */
export const startEmbeddedRedis = async (options: {
  folder: DataFolder;
  log: Log;
  /** Called when Redis begins to read its data, which leaves time for other work. */
  reading?: () => void;
}): Promise<EmbeddedRedis> => {
  const { folder, log, reading } = options;
  const program = await findRedisProgram(process.env['PATH'] ?? '');
  if (!program) throw new Error('neither redis-server nor valkey-server is installed; install one, or set REDIS_URL');
  const socket = join(folder.sockets, 'redis.sock');
  const dir = join(folder.path, 'redis');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const target = unixTarget(socket);
  await endOrphan(target, log);

  const place = { program, socket, dir, target, log };
  const start = (): Promise<RedisProcess> => runRedis(place);
  const stopping = new AbortController();
  let current = await runRedis({ ...place, ...(reading === undefined ? {} : { spawned: reading }) });
  const supervise = async (): Promise<void> => {
    let pause = FIRST_PAUSE_MS;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const how = await current.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > HEALTHY_AFTER_MS) pause = FIRST_PAUSE_MS;
      log.error({ how, pause }, 'the Redis of this server has ended; starting it again');
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      if (stopping.signal.aborted) return;
      // If it does not start, the loop meets the old process's end once more, and waits longer.
      current = await start().catch((error: unknown) => {
        log.error({ err: error }, 'Redis does not start');
        return current;
      });
    }
  };
  const supervision = supervise();
  return {
    target,
    stop: async () => {
      stopping.abort();
      await current.stop();
      // A restart may have been under way; then the newer process must end too.
      await supervision;
      await current.stop();
    },
  };
};

/**
 * A Redis that outlived its server (killed with `kill -9`) still has the data open. It is shut down rather than
 * adopted: only a child of ours tells us when it dies, and has the settings of this version for certain. Nothing is
 * lost, since every write is on disk before its answer.
 */
const endOrphan = async (target: RedisTarget, log: Log): Promise<void> => {
  const pid = await pidOf(target);
  if (pid === undefined) return;
  log.warn({ pid }, 'an earlier Redis of this data folder is still running; shutting it down');
  await shutDown(target);
  if (!(await whenGone(pid, 10_000)) || (await isUp(target)) !== 'gone')
    throw new Error(`an earlier Redis (process ${pid}) has this data folder and does not end`);
};
