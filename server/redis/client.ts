import { setTimeout as delay } from 'node:timers/promises';
import { createClient, ErrorReply } from 'redis';
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

/** Told of a client's life. */
export type ClientWatch = {
  /** A connection was made again. */
  readonly reconnected?: ((role: RedisRole) => void) | undefined;
  /** This client, or one that was made after it, has a connection: the first one or another. */
  readonly ready?: ((client: RedisClient) => void) | undefined;
  /** A command was answered with an error. */
  readonly failed?: ((error: Error) => void) | undefined;
};

/**
 * Opens a client and waits until it is connected. It reconnects for ever by itself; the log hears of each outage
 * once. The caller ends it with `close()` (which waits for answers) or `destroy()`.
 */
export const openRedisClient = async (
  options: { target: RedisTarget; role: RedisRole; log: Log } & ClientWatch,
): Promise<RedisClient> => {
  const { target, role, log, reconnected, ready, failed } = options;
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
  watchReplies(client, role === 'queue', { ready, failed });
  await client.connect();
  return client;
};

/** Error replies that belong to the way in which something is asked, and are dealt with where it is. */
const ORDINARY = /^(NOSCRIPT|BUSYGROUP|WRONGTYPE)\b/;

type SendCommand = (this: RedisClient, ...asked: Parameters<RedisClient['sendCommand']>) => Promise<unknown>;

/**
 * Has every error reply of a client, and of the clients that are made after it, be told. A queue's workers ask again at
 * once, thousands of times a second, whatever the reply was: theirs reaches them after a pause, which grows with each.
 */
const watchReplies = (client: RedisClient, brakes: boolean, watch: Pick<ClientWatch, 'ready' | 'failed'>): void => {
  // As they are on every client: a client with settings of its own for one command is made of this one, and calls them too.
  const sendCommand = Reflect.get(client, 'sendCommand') as SendCommand;
  const duplicate = client.duplicate.bind(client);
  let failures = 0;
  const isTrouble = (error: unknown): error is ErrorReply =>
    error instanceof ErrorReply && !ORDINARY.test(error.message);
  const told = (error: unknown): void => {
    if (isTrouble(error)) watch.failed?.(error);
  };
  const slowed = async (reply: Promise<unknown>): Promise<unknown> => {
    try {
      const said = await reply;
      failures = 0;
      return said;
    } catch (error) {
      told(error);
      if (isTrouble(error)) await delay(reconnectDelay(failures++), undefined, { ref: false });
      throw error;
    }
  };
  const sendWatched: SendCommand = function (...asked) {
    const reply = sendCommand.apply(this, asked);
    if (brakes) return slowed(reply);
    // Beside the answer, and not before it: what goes well is not slowed by so much as a turn.
    reply.catch(told);
    return reply;
  };
  client.sendCommand = sendWatched as RedisClient['sendCommand'];
  client.duplicate = ((...given: Parameters<typeof duplicate>) => {
    const made = duplicate(...given) as unknown as RedisClient;
    watchReplies(made, brakes, watch);
    return made;
  }) as typeof duplicate;
  client.on('ready', () => watch.ready?.(client));
};
