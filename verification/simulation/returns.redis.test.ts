import { afterAll, beforeAll, expect, test } from 'vitest';
import { poolId } from '../../protocol/ids.ts';
import type { RedisClient } from '../../server/redis/client.ts';
import { openTestRedis, type TestRedis } from '../../test/support/redis.ts';
import type { LineOf } from '../checker/format.ts';
import { realStore } from './real-store.ts';
import { World } from './world.ts';

const WORLDS = 48;
const LIVES = 12;

let redis: TestRedis;
let commands: RedisClient;
let reads: RedisClient;

beforeAll(async () => {
  redis = await openTestRedis();
  [commands, reads] = [await redis.client('commands'), await redis.client('blocking')];
});
afterAll(() => redis.stop());

test('POOL-5 what random lives give back comes back after 30 to 90 s, by the checker’s word on the real store', {
  timeout: 300_000,
}, async () => {
  let [delayed, returned] = [0, 0];
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const pool = poolId.parse(`pool-${seed}`);
    const { faults, lines } = await World.play(LIVES, { seed }, (clock) => realStore({ pool, commands, reads, clock }));
    expect(faults, `seed ${seed}`).toEqual([]);
    const { settings } = lines[0] as LineOf<'pool'>;
    if (settings.returnAfter !== 30_000 || settings.returnWithin !== 90_000) continue;
    delayed += 1;
    for (const line of lines)
      if (line.line === 'event' && line.type === 'numbersReturned') returned += line.freed.length;
  }
  // A third of the worlds are so, and all of them give something back.
  expect(delayed).toBeGreaterThan(8);
  expect(returned).toBeGreaterThan(3 * delayed);
});
