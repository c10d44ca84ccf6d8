import { createClient } from 'redis';
import type { Log } from '../telemetry/log.ts';

/** Where a Redis is: `redis://…`, `rediss://…`, or `unix:///path/of/its/socket`. */
export type RedisTarget = string;

export type RedisClient = ReturnType<typeof createClient>;

/**
 * What a connection is for, which decides how long it may wait:
 * - `commands`: people wait for the answer. Without a connection a command is refused at once, never kept and run late.
 * - `blocking`: reads that wait on purpose, such as `XREAD BLOCK`; no time-out, and none of its commands may write.
 * - `queue`: a job queue's own connection; no time-out, because its workers block and retry by themselves.
 */
export type RedisRole = 'commands' | 'blocking' | 'queue';

/** How a node-redis client behaves in each role; times in ms. */
const optionsOf = (role: RedisRole) =>
  role === 'commands' ? { disableOfflineQueue: true, commandOptions: { timeout: 2_000 } } : { commandOptions: { timeout: 0 } };

/** At most 1 s between attempts: after an outage everyone is back within about that. */
const reconnectDelay = (attempts: number): number => Math.min(50 * 2 ** Math.min(attempts, 5), 1_000);

/** The `unix:` URL of a socket's path. */
export const unixTarget = (path: string): RedisTarget => `unix://${encodeURI(path).replaceAll('?', '%3F').replaceAll('#', '%23')}`;

/**
 * Opens a client and waits until it is connected. It reconnects for ever by itself; the log hears of each outage
 * once. The caller ends it with `close()` (which waits for answers) or `destroy()`.
 */
export const openRedisClient = async (options: { target: RedisTarget; role: RedisRole; log: Log }): Promise<RedisClient> => {
  const { target, role, log } = options;
  const client: RedisClient = createClient({
    url: target,
    socket: { connectTimeout: 5_000, reconnectStrategy: reconnectDelay },
    ...optionsOf(role),
  });
  let down = false;
  client.on('error', (error: Error) => {
    if (!down) log.error({ role, err: error.message }, 'connection to Redis lost, trying again');
    down = true;
  });
  client.on('ready', () => {
    if (down) log.info({ role }, 'connection to Redis is back');
    down = false;
  });
  await client.connect();
  return client;
};
