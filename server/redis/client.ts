import { setTimeout as delay } from 'node:timers/promises';
import { createClient, ErrorReply } from 'redis';
import type { Log } from '../telemetry/log.ts';
import type { RedisTarget } from './target.ts';
import { tlsOptions } from './tls.ts';

export type RedisClient = ReturnType<typeof createClient>;

/**
 * What a connection is for, which decides how long it may wait:
 * - `commands`: people wait for the answer. Without a connection a command is refused at once, never kept and run late.
 * - `blocking`: reads that wait on purpose, such as `XREAD BLOCK`, up to 20 s each; nothing else.
 * - `queue`: a job queue's own connection; no timeout, because its workers block and retry by themselves.
 *
 * A socket's timeout does not end a command that a stalled Redis leaves unanswered while others keep being sent: the
 * caller bounds that wait itself.
 */
export type RedisRole = 'commands' | 'blocking' | 'queue';

/** Times in ms. A socket's timeout counts from the last byte either way, so a `commands` connection pings when idle. */
const SETTINGS = {
  commands: { socketTimeout: 5_000, pingInterval: 2_000 },
  blocking: { socketTimeout: 30_000, pingInterval: 0 },
  queue: { socketTimeout: 0, pingInterval: 0 },
} as const;

/** At most 1 s between attempts, so that every connection is back about a second after an outage. */
const reconnectDelay = (attempts: number): number => Math.min(50 * 2 ** Math.min(attempts, 5), 1_000);

/** A connection that is lost, and how. */
export type Loss = { readonly client: RedisClient; readonly role: RedisRole; readonly error: Error };

/** Callbacks for a client's connections and error replies. */
export type ClientWatch = {
  /** A connection is lost, or was not to be had, for the first time since it was there; absent: the log tells it. */
  readonly lost?: ((loss: Loss) => void) | undefined;
  /** A lost connection is back. */
  readonly reconnected?: ((role: RedisRole) => void) | undefined;
  /** This client, or a duplicate of it, is connected, for the first time or again. */
  readonly ready?: ((client: RedisClient) => void) | undefined;
  /** A command was answered with an error. */
  readonly failed?: ((error: Error) => void) | undefined;
};

/**
 * Opens a client and waits until it is connected. It reconnects by itself without end, and tells each outage once. The
 * caller ends it with `close()` (which waits for answers) or `destroy()`.
 */
export const openRedisClient = async (
  options: { target: RedisTarget; role: RedisRole; log: Log } & ClientWatch,
): Promise<RedisClient> => {
  const { target, role, log, lost = tellLoss(log), reconnected, ready, failed } = options;
  const { socketTimeout, pingInterval } = SETTINGS[role];
  const client: RedisClient = createClient({
    url: target.url,
    socket: {
      connectTimeout: 5_000,
      reconnectStrategy: reconnectDelay,
      ...(socketTimeout ? { socketTimeout } : {}),
      ...tlsOptions(target),
    },
    // A timeout for each command would cost as much as the command: an abort signal and a timer each.
    commandOptions: { timeout: 0 },
    disableOfflineQueue: role === 'commands',
    ...(pingInterval ? { pingInterval } : {}),
  });
  let down = false;
  client.on('error', (error: Error) => {
    if (!down) lost({ client, role, error });
    down = true;
  });
  client.on('ready', () => {
    if (down) reconnected?.(role);
    down = false;
  });
  watchReplies(client, role === 'queue', { ready, failed });
  await client.connect();
  return client;
};

/** Has a log tell that a connection is lost. */
export const tellLoss =
  (log: Log) =>
  ({ role, error }: Loss): void =>
    log.error({ role, err: error.message }, 'no connection to Redis, trying again');

/** Error replies that the code that sends such commands expects and handles. */
const ORDINARY = /^(NOSCRIPT|BUSYGROUP|WRONGTYPE)\b/;

type SendCommand = (this: RedisClient, ...args: Parameters<RedisClient['sendCommand']>) => Promise<unknown>;

/**
 * Reports every error reply of a client and of its duplicates. A queue's workers repeat a failed command at once,
 * thousands of times a second: with `brakes` they get an error reply only after a pause, which grows with each.
 */
const watchReplies = (client: RedisClient, brakes: boolean, watch: Pick<ClientWatch, 'ready' | 'failed'>): void => {
  // Called with any `this`: a client that `withTypeMapping` derives from this one inherits the replacements below.
  const sendCommand = Reflect.get(client, 'sendCommand') as SendCommand;
  const duplicate = client.duplicate.bind(client);
  let failures = 0;
  const isTrouble = (error: unknown): error is ErrorReply =>
    error instanceof ErrorReply && !ORDINARY.test(error.message);
  const report = (error: unknown): void => {
    if (isTrouble(error)) watch.failed?.(error);
  };
  const slowed = async (reply: Promise<unknown>): Promise<unknown> => {
    try {
      const result = await reply;
      failures = 0;
      return result;
    } catch (error) {
      report(error);
      if (isTrouble(error)) await delay(reconnectDelay(failures++), undefined, { ref: false });
      throw error;
    }
  };
  const sendWatched: SendCommand = function (...args) {
    const reply = sendCommand.apply(this, args);
    if (brakes) return slowed(reply);
    // Beside the answer, and not before it: a success is not delayed by a single turn.
    reply.catch(report);
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
