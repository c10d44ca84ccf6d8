import { setTimeout as delay } from 'node:timers/promises';
import { createClient, ErrorReply } from 'redis';
import { infoOf } from './info.ts';
import { CannotOpen, isForbidden, type Obstacle, redisForbids } from './start-obstacles.ts';
import type { RedisTarget } from './target.ts';
import { tlsOptions } from './tls.ts';

/** For how long connecting is tried again: Redis may be starting, or its address moving. */
const REACH_TIMEOUT_MS = 6_500;
const RETRY_PAUSE_MS = 250;
/** The limit for the whole check, whatever hangs: the line is there ten seconds after a start, slow machines included. */
const LONGEST_MS = 7_500;

/** What no retry mends: a wrong password in a reply of Redis, and by Node's codes a certificate, a protocol, a name. */
const HOPELESS_REPLY = /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|Client sent AUTH|invalid DB|DB index))/;
const HOPELESS_CODE = /CERT|^ERR_(SSL|TLS|OSSL)|^(EPROTO|ENOTFOUND|EACCES)$/;
const isHopeless = (error: Error): boolean =>
  error instanceof ErrorReply
    ? HOPELESS_REPLY.test(error.message)
    : 'code' in error && HOPELESS_CODE.test(String(error.code));

/**
 * Checks, before anything else starts, that a Redis address leads to a Redis that this server can use: it is reached
 * within seconds, takes this user, and is a master of its own. Rejects with one line that names the obstacle.
 */
export const reachRedis = async (target: RedisTarget): Promise<void> => {
  const began = performance.now();
  const client = createClient({
    url: target.url,
    socket: {
      connectTimeout: 5_000,
      socketTimeout: 5_000,
      reconnectStrategy: (_, cause) =>
        isHopeless(cause) || performance.now() - began > REACH_TIMEOUT_MS ? cause : RETRY_PAUSE_MS,
      ...tlsOptions(target),
    },
    commandOptions: { timeout: 5_000 },
  });
  let lastError: unknown = new Error('no answer in time');
  client.on('error', (error: unknown) => (lastError = error));
  const answer = client.connect().then(() => client.info());
  const timeout = new AbortController();
  // Nothing but its own timeout ends a connection attempt.
  const tooLong = delay(LONGEST_MS, undefined, { signal: timeout.signal }).then(() => Promise.reject(lastError));
  try {
    const obstacle = unfit(await Promise.race([answer, tooLong]));
    if (obstacle !== undefined) throw new CannotOpen([obstacle]);
  } catch (error) {
    throw error instanceof CannotOpen
      ? error
      : new CannotOpen([notReached(error instanceof ErrorReply ? error : lastError)]);
  } finally {
    for (const late of [answer, tooLong]) late.catch(() => undefined);
    timeout.abort();
    if (client.isOpen) client.destroy();
  }
};

const unfit = (info: string): Obstacle | undefined => {
  const fields = infoOf(info);
  // Valkey has the same under its own name.
  const mode = fields.get('redis_mode') ?? fields.get('server_mode');
  if (mode === 'sentinel')
    return { code: 'redisIsASentinel', sentence: 'REDIS_URL names a Sentinel, which keeps no data; name the master' };
  if (mode === 'cluster')
    return { code: 'redisIsACluster', sentence: 'REDIS_URL names a node of a Redis Cluster; name a Redis of its own' };
  if (fields.get('role') === 'slave') {
    const master = `${fields.get('master_host')}:${fields.get('master_port')}`;
    return {
      code: 'redisIsAReplica',
      sentence: `REDIS_URL names a replica, which takes no writes; its master is ${master}`,
    };
  }
  return undefined;
};

const notReached = (error: unknown): Obstacle => {
  const why = messageOf(error);
  if (isForbidden(why)) return redisForbids(why);
  return { code: 'redisNotReached', sentence: `REDIS_URL leads to no Redis that takes us in: ${why}${hint(why)}` };
};

const hint = (why: string): string => {
  if (/^(WRONGPASS|NOAUTH|ERR AUTH)/.test(why)) return ' (its user or password)';
  if (/certificate required/i.test(why)) return ' (it wants a client certificate: REDIS_CERT and REDIS_KEY)';
  if (/certificate/i.test(why)) return ' (REDIS_CA names a private authority)';
  if (/WRONG_VERSION|packet length/i.test(why)) return ' (rediss:// asks for TLS, which it does not speak)';
  return /ECONNRESET|closed unexpectedly/i.test(why) ? ' (perhaps it speaks TLS, which rediss:// asks for)' : '';
};

/** An error's message in one line, which OpenSSL's is not. Where several addresses were tried it is empty, and each address has an error of its own. */
const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ');
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
};
