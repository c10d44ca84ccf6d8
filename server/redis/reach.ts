import { setTimeout as delay } from 'node:timers/promises';
import { createClient, ErrorReply } from 'redis';
import { infoOf } from './info.ts';
import { CannotOpen, type Obstacle } from './start-obstacles.ts';
import type { RedisTarget } from './target.ts';

/** In ms, for a Redis that is starting, or an address that is just being moved. */
const REACH_TIMEOUT_MS = 8_000;
const PAUSE = 250;
/** In ms, for all of it, whatever hangs. */
const LONGEST = 9_000;

/** What no second try makes better: a wrong password, a certificate, a protocol. The replies are Redis's, the codes Node's. */
const HOPELESS =
  /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|Client sent AUTH|invalid DB|DB index))|certificate|CERT|SSL|TLS|ENOTFOUND|EACCES/i;

/**
 * Makes sure, before anything is begun, that a Redis address leads to one that this server can live on: one that is
 * reached within seconds, takes this user, and is a master of its own. Rejects with one line that names what is wrong.
 */
export const reachRedis = async (target: RedisTarget): Promise<void> => {
  const began = performance.now();
  const client = createClient({
    url: target,
    socket: {
      connectTimeout: 5_000,
      socketTimeout: 5_000,
      reconnectStrategy: (_, cause) =>
        HOPELESS.test(told(cause)) || performance.now() - began > REACH_TIMEOUT_MS ? cause : PAUSE,
    },
    commandOptions: { timeout: 5_000 },
  });
  let lately: unknown = new Error('no answer in time');
  client.on('error', (error: unknown) => (lately = error));
  const asked = client.connect().then(() => client.info());
  const patience = new AbortController();
  // A connection that is being made is ended by nothing but its own time-out.
  const tooLong = delay(LONGEST, undefined, { signal: patience.signal }).then(() => Promise.reject(lately));
  try {
    const obstacle = unfit(await Promise.race([asked, tooLong]));
    if (obstacle !== undefined) throw new CannotOpen([obstacle]);
  } catch (error) {
    throw error instanceof CannotOpen
      ? error
      : new CannotOpen([notReached(error instanceof ErrorReply ? error : lately)]);
  } finally {
    for (const late of [asked, tooLong]) late.catch(() => undefined);
    patience.abort();
    if (client.isOpen) client.destroy();
  }
};

const unfit = (info: string): Obstacle | undefined => {
  const said = infoOf(info);
  if (said.get('redis_mode') === 'sentinel')
    return { code: 'redisIsASentinel', sentence: 'REDIS_URL names a Sentinel, which keeps no data; name the master' };
  if (said.get('redis_mode') === 'cluster' || said.get('cluster_enabled') === '1')
    return { code: 'redisIsACluster', sentence: 'REDIS_URL names a node of a Redis Cluster; name a Redis of its own' };
  if (said.get('role') === 'slave') {
    const master = `${said.get('master_host')}:${said.get('master_port')}`;
    return {
      code: 'redisIsAReplica',
      sentence: `REDIS_URL names a replica, which takes no writes; its master is ${master}`,
    };
  }
  return undefined;
};

const notReached = (error: unknown): Obstacle => {
  const why = told(error);
  if (why.startsWith('NOPERM'))
    return { code: 'redisForbids', sentence: `REDIS_URL: its user may not do what is needed: ${why}` };
  return { code: 'redisNotReached', sentence: `REDIS_URL leads to no Redis that takes us in: ${why}${hint(why)}` };
};

const hint = (why: string): string => {
  if (/^(WRONGPASS|NOAUTH|ERR AUTH)/.test(why)) return ' (its user or password)';
  if (/certificate/i.test(why)) return ' (NODE_EXTRA_CA_CERTS names a private authority)';
  if (/WRONG_VERSION|packet length/i.test(why)) return ' (rediss:// asks for TLS, which it does not speak)';
  return /ECONNRESET|closed unexpectedly/i.test(why) ? ' (perhaps it speaks TLS, which rediss:// asks for)' : '';
};

/** An error's own line: where several addresses were tried it is empty, and each has its own. */
const told = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(told).join(', ');
  return error instanceof Error ? error.message : String(error);
};
