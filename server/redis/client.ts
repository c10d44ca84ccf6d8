import { createClient } from 'redis';
import type { Log } from '../telemetry/log.ts';
import type { RedisTarget } from './target.ts';

export type RedisClient = ReturnType<typeof createClient>;

/**
 * What a connection is for, which decides how long it may wait:
 * - `commands`: people wait for the answer. Without a connection a command is refused at once, never kept and run late.
 * - `blocking`: reads that wait on purpose, such as `XREAD BLOCK`, up to 20 s each; nothing else.
 * - `queue`: a job queue's own connection; no time-out, because its workers block and retry by themselves.
 *
 * A socket's time-out does not reach a command that was sent to a Redis which stands still while others keep being
 * sent: the caller bounds that wait itself.
 */
export type RedisRole = 'commands' | 'blocking' | 'queue';

/** Times in ms. A socket's time-out counts from the last byte either way, so a `commands` connection pings when idle. */
const SETTINGS = {
  commands: { socketTimeout: 5_000, pingInterval: 2_000 },
  blocking: { socketTimeout: 30_000, pingInterval: 0 },
  queue: { socketTimeout: 0, pingInterval: 0 },
} as const;

/** At most 1 s between attempts: after an outage everyone is back within about that. */
const reconnectDelay = (attempts: number): number => Math.min(50 * 2 ** Math.min(attempts, 5), 1_000);

/**
 * Opens a client and waits until it is connected. It reconnects for ever by itself; the log hears of each outage
 * once. The caller ends it with `close()` (which waits for answers) or `destroy()`.
 */
export const openRedisClient = async (options: {
  target: RedisTarget;
  role: RedisRole;
  log: Log;
  /** Told of each connection that was made again. */
  reconnected?: (role: RedisRole) => void;
}): Promise<RedisClient> => {
  const { target, role, log, reconnected } = options;
  const { socketTimeout, pingInterval } = SETTINGS[role];
  const client: RedisClient = createClient({
    url: target,
    socket: { connectTimeout: 5_000, reconnectStrategy: reconnectDelay, ...(socketTimeout ? { socketTimeout } : {}) },
    // A time-out of its own for each command would cost as much as the command (an abort signal and a timer each).
    commandOptions: { timeout: 0 },
    disableOfflineQueue: role === 'commands',
    ...(pingInterval ? { pingInterval } : {}),
  });
  let down = false;
  client.on('error', (error: Error) => {
    if (!down) log.error({ role, err: error.message }, 'no connection to Redis, trying again');
    down = true;
  });
  client.on('ready', () => {
    if (down) {
      log.info({ role }, 'connection to Redis is back');
      reconnected?.(role);
    }
    down = false;
  });
  await client.connect();
  return client;
};
