import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { openRedisClient, type RedisClient } from '../../../server/redis/client.ts';
import type { RedisTarget } from '../../../server/redis/target.ts';
import { serveCalls } from '../support/calls.ts';

/**
 * The least that a store does for a claim, through one node-redis client: read a number's bit, and where it is free take
 * it, keep it for a holder until a deadline and append an event.
 */
const CLAIM = `
if redis.call('GETBIT', KEYS[1], ARGV[1]) == 0 then return 'taken' end
redis.call('SETBIT', KEYS[1], ARGV[1], 0)
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 100000, '*', 'number', ARGV[1], 'who', ARGV[2])
return 'held'`;
const KEYS = ['bits', 'deadlines', 'holders', 'events'].map((name) => `bench:{claim}:${name}`);

let client: RedisClient;
let next = 0;

const calls = {
  open: async ({ redis, numbers }: { redis: RedisTarget; numbers: number }): Promise<void> => {
    client = await openRedisClient({ target: redis, role: 'queue', log: pino({ level: 'silent' }) });
    await client.setRange(KEYS[0] ?? '', 0, Buffer.alloc(numbers / 8, 0xff));
    await client.scriptLoad(CLAIM);
  },

  /** So many claims, half of them for a number that is free; answers how long they took, in seconds. */
  claim: async ({ claims, inFlight }: { claims: number; inFlight: number }): Promise<number> => {
    const sha = createHash('sha1').update(CLAIM).digest('hex');
    let left = claims;
    const began = performance.now();
    const work = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const number = left % 2 === 0 ? 0 : (next += 1);
        const until = String(Date.now() + 60_000);
        await client.evalSha(sha, { keys: KEYS, arguments: [String(number), `selection-${left}`, until] });
      }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
    return (performance.now() - began) / 1_000;
  },
};

export type RawClaim = typeof calls;
serveCalls(calls);
