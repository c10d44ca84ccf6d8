import { pino } from 'pino';
import { openRedisClient, type RedisClient } from '../../server/redis/client.ts';
import type { RedisTarget } from '../../server/redis/target.ts';

/** The quotas, holds, numbers, bans, accounts and applications in a Redis: by key, values as text. */
export type Books = ReadonlyMap<string, string>;

/**
 * Keys that change without a command: the event stream, the scripts of running nodes, figures, proofs of writing,
 * sessions and their last use, job queues, captchas, counts of failures, remembered answers and messages.
 */
const PASSING =
  /:(events|heads|bull|scripts|shown|written)(:|$)|:captcha:|^xuanhao:(session|desk-session|audit)|:sessions-used:|:limit:|:answer(s|ed):|outbox|registration|:last-deed:/;

/** Reads the books. */
export const readBooks = async (target: RedisTarget): Promise<Books> => {
  const redis = await openRedisClient({ target, role: 'commands', log: pino({ level: 'silent' }) });
  try {
    const keys = (await redis.keys('*')).filter((key) => !PASSING.test(key));
    const entries = await Promise.all(keys.map(async (key) => [key, await valueOf(redis, key)] as const));
    return new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  } finally {
    redis.destroy();
  }
};

/** The differences of two readings of the books, a line for each key that is compared. */
export const changesOf = (before: Books, after: Books, isLookedAt: (key: string) => boolean = () => true): string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => isLookedAt(key) && before.get(key) !== after.get(key))
    .map((key) => `${key}: ${before.get(key) ?? 'was not there'} → ${after.get(key) ?? 'is gone'}`);

const valueOf = async (redis: RedisClient, key: string): Promise<string> => {
  // A command's remembered answer is in there too, and changes nothing.
  if (key.includes(':selection:')) return JSON.stringify(await redis.hmGet(key, ['version', 'record', 'token']));
  if (key.endsWith(':meta')) {
    const { offset: _, ...meta } = await redis.hGetAll(key);
    return JSON.stringify(sorted(meta));
  }
  switch (await redis.type(key)) {
    case 'string':
      return Buffer.from(await redis.sendCommand<string>(['GETRANGE', key, '0', '-1']), 'latin1').toString('base64');
    case 'hash':
      return JSON.stringify(sorted(await redis.hGetAll(key)));
    case 'zset':
      return JSON.stringify(await redis.zRangeWithScores(key, 0, -1));
    case 'set':
      return JSON.stringify((await redis.sMembers(key)).toSorted());
    case 'list':
      return JSON.stringify(await redis.lRange(key, 0, -1));
    default:
      return `a ${await redis.type(key)}`;
  }
};

const sorted = (hash: Record<string, string>): [string, string][] =>
  Object.entries(hash).toSorted(([a], [b]) => (a < b ? -1 : 1));
