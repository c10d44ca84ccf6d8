import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { poolId } from '../../../protocol/ids.ts';
import { PoolLife } from '../../../server/pool/guard/pool-life.ts';
import { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import type { PoolStore } from '../../../server/pool/store.ts';
import type { RedisClient } from '../../../server/redis/client.ts';
import { openTestRedis, type TestRedis } from '../../support/redis.ts';
import { timedClient } from '../../support/timed-client.ts';
import { Harness } from '../harness.ts';
import { MemoryPoolStore } from '../memory-store.ts';

const NOON = 2_000_000_000_000;
const POOL = poolId.parse('noon');

let redis: TestRedis;
let commands: RedisClient;
let reads: RedisClient;
beforeAll(async () => {
  redis = await openTestRedis();
  [commands, reads] = [await redis.client('commands'), await redis.client('blocking')];
});
afterAll(() => redis.stop());

/** A pool by a clock that the test sets, back as well. */
const open = async (make: (clock: () => number) => PoolStore) => {
  await commands.flushAll();
  const time = { now: NOON };
  const pool = new Harness({ store: make(() => time.now), passTo: async () => undefined });
  const [one, two] = await pool.openSome();
  return { time, pool, store: pool.store, one, two };
};
const inRedis = (clock: () => number) => new RedisPoolStore(POOL, { commands: timedClient(commands, clock), reads });

describe.each([
  ['in Redis', inRedis],
  ['in memory', (clock: () => number) => new MemoryPoolStore(clock)],
])('the store %s', (_, make) => {
  test('HA-9 P3 by a clock that is behind, what was over stays over, and no event is before another', async () => {
    const { time, pool, store, one, two } = await open(make);
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    await store.hold(await anna.toHold(one, { deadline: NOON + 1_000 }));
    time.now = NOON + 1_000;
    await store.note(await bert.toNote());
    // Another Redis takes over.
    time.now = NOON;
    expect(await store.now()).toBe(NOON + 1_000);
    expect(await store.confirm(await anna.toConfirm(one))).toMatchObject({ outcome: 'holdGone', now: NOON + 1_000 });
    expect((await store.lapse(9)).due).toEqual([NOON + 1_000]);
    expect(await store.hold(await bert.toHold(two, { deadline: NOON + 5_000 }))).toMatchObject({ now: NOON + 1_000 });
    time.now = NOON + 1_500;
    expect(await store.note(await anna.toNote())).toMatchObject({ now: NOON + 1_500 });
    const instants = (await pool.events()).map(({ at }) => at);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  });
});

test('P3 every reply tells by how much the clock is behind the time that it judged by', async () => {
  const { time, pool, store, one } = await open(inRedis);
  const anna = pool.applicant();
  await store.hold(await anna.toHold(one, { deadline: NOON + 1_000 }));
  time.now = NOON - 400;
  const late = { now: NOON, behindMs: 400 };
  expect(await store.note(await anna.toNote())).toMatchObject(late);
  expect(await store.confirm(await pool.applicant().toConfirm(one))).toMatchObject(late);
  expect(await store.readSelection(anna.id)).toMatchObject(late);
  expect(await store.snapshot()).toMatchObject(late);
  for (const due of [store.lapse, store.miss, store.bringBack]) expect(await due(9)).toMatchObject(late);
  time.now = NOON;
  expect(await store.snapshot()).not.toHaveProperty('behindMs');
});

test('HA-9 an operator who accepts the pool accepts the clock of its Redis as well', async () => {
  const { time, pool, store } = await open(inRedis);
  time.now = NOON + 3_600_000;
  await store.note(await pool.applicant().toNote());
  time.now = NOON;
  await new PoolLife(
    POOL,
    timedClient(commands, () => time.now),
  ).accept();
  expect(await store.now()).toBe(NOON);
});
