import { afterAll, beforeAll, expect, test } from 'vitest';
import { poolId } from '../../../protocol/ids.ts';
import { poolKeys, scriptKeys } from '../../../server/pool/redis/keys.ts';
import { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import type { RedisClient } from '../../../server/redis/client.ts';
import { openTestRedis, type TestRedis } from '../../support/redis.ts';
import { backUp } from '../backup.ts';
import { Harness } from '../harness.ts';

let redis: TestRedis;
let commands: RedisClient;
let reads: RedisClient;
let pools = 0;

beforeAll(async () => {
  redis = await openTestRedis();
  [commands, reads] = [await redis.client('commands'), await redis.client('blocking')];
});
afterAll(() => redis.stop());

/** A pool whose replicas have what is answered, or lag behind, as the test says. */
const open = async () => {
  const id = poolId.parse(`kept-${++pools}`);
  const replicas = { lag: false };
  const store = new RedisPoolStore(id, { commands, reads, gate: () => async () => !replicas.lag });
  const pool = new Harness({ store, passTo: async () => undefined });
  const [one, two] = await pool.openSome();
  return { id, replicas, store, pool, one, two };
};

test('HA-6 of a change that replicas lack nobody hears; the same id has its answer later, and one effect', async () => {
  const { replicas, store, pool, one } = await open();
  const anna = pool.applicant();
  const steps = [
    async () => store.hold.bind(null, await anna.toHold(one)),
    async () => store.note.bind(null, await anna.toNote()),
    async () => store.confirm.bind(null, await anna.toConfirm(one)),
    async () => store.reserve.bind(null, await anna.toReserve()),
    async () => store.remember.bind(null, await anna.toRemember()),
    async () => store.register.bind(null, await anna.toRegister()),
    async () => store.draw.bind(null, await anna.toDraw(2)),
    async () => store.release.bind(null, await anna.toRelease()),
  ];
  for (const step of steps) {
    const send = await step();
    replicas.lag = true;
    expect(await send()).toEqual({ status: 'unkept', now: expect.any(Number) });
    // Remembered by now, and no more certain for that.
    expect(await send()).toEqual({ status: 'unkept', now: expect.any(Number) });
    replicas.lag = false;
    expect(await send()).toMatchObject({ status: 'repeated' });
  }
  const { epoch } = await pool.position();
  const events = await store.eventsAfter({ epoch, offset: 1 }, 20);
  expect(events === 'gone' ? events : events.map(({ type }) => type)).toEqual([
    'plateHeld',
    'selectionNoted',
    'plateConfirmed',
    'plateReserved',
    'plateRegistered',
    'platesDrawn',
    'holdReleased',
  ]);
});

test('HA-6 what is read is told when replicas have it; what an operator changes waits at the desk', async () => {
  const { replicas, store, pool, one } = await open();
  replicas.lag = true;
  for (const read of [() => pool.applicant().read(), () => store.snapshot()])
    await expect(read()).rejects.toThrow('too few replicas have it');
  expect(await store.withhold([one])).toEqual([one]);
  expect(await store.unwithhold([one])).toEqual([one]);
});

test('HA-7 events that replicas lack are not seen, and after their loss the node goes on with what is there', async () => {
  const { id, replicas, store, pool, one, two } = await open();
  const [anna, bert] = [pool.applicant(), pool.applicant()];
  const [toNote, toHold, other] = [await anna.toNote(), await bert.toHold(one), await bert.toHold(two)];
  const position = await pool.position();
  const lose = await backUp(commands, scriptKeys(poolKeys(id)));
  replicas.lag = true;
  await store.note(toNote);
  expect(await store.eventsAfter(position, 20)).toEqual([]);
  await lose();
  replicas.lag = false;
  expect(await store.hold(toHold)).toMatchObject({ status: 'done', outcome: 'held' });
  // It has seen this one; without it nothing may be done.
  expect(await store.eventsAfter(position, 20)).toHaveLength(1);
  await lose();
  expect(await store.hold(other)).toMatchObject({ status: 'wrongEpoch' });
});
