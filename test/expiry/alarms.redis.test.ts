import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { poolId } from '../../protocol/ids.ts';
import { Alarms } from '../../server/expiry/alarms.ts';
import { Lapser } from '../../server/expiry/lapser.ts';
import { Sweep } from '../../server/expiry/sweep.ts';
import { AT_ONCE } from '../../server/pool/store.ts';
import { StoreClock } from '../../server/pool/store-clock.ts';
import { Harness, LATER } from '../pool/harness.ts';
import { MemoryPoolStore } from '../pool/memory-store.ts';
import { openTestRedis, redisOfFile } from '../support/redis.ts';

const log = pino({ level: 'silent' });
let pools = 0;

const redis = await redisOfFile();

/** A pool in memory by the machine's clock, with alarms in a real queue. */
const openPool = async (server = redis) => {
  const id = poolId.parse(`pool-${++pools}`);
  const clock = new StoreClock();
  const pool = new Harness({ store: new MemoryPoolStore(Date.now), passTo: async () => undefined });
  const numbers = await pool.openSome(48);
  const noticed: number[] = [];
  const lapser = new Lapser(pool.store, clock, AT_ONCE, (lateness) => noticed.push(lateness));
  await lapser.run();
  const openNode = async (): Promise<Alarms> => {
    const alarms = new Alarms(id, await server.client('queue'), lapser, clock, log);
    await alarms.start();
    onTestFinished(() => alarms.stop());
    return alarms;
  };
  return {
    pool,
    numbers,
    noticed,
    lapser,
    openNode,
    queue: new Queue(`lapse-${id}`, { connection: await server.client('queue'), prefix: `xuanhao:{${id}}:bull` }),
  };
};

const freeAgain = (pool: Harness, free: number) =>
  vi.waitFor(async () => expect(await pool.store.tally()).toMatchObject({ free }), { timeout: 60_000, interval: 20 });

test('one job for each slot, however many holds and nodes', async () => {
  const { openNode, queue } = await openPool();
  const [one, two] = [await openNode(), await openNode()];
  onTestFinished(() => queue.close());
  const slot = Math.ceil(Date.now() / Alarms.slotMs) * Alarms.slotMs + 60_000;
  for (let deadline = slot - Alarms.slotMs + 1; deadline <= slot; deadline += 1) {
    await Promise.all([one.ensure(deadline), two.ensure(deadline), one.ensure(deadline)]);
  }
  await one.ensure(slot + 1);
  const jobs = await queue.getDelayed();
  expect(jobs.map(({ data }) => data as { slot: number }).toSorted((a, b) => a.slot - b.slot)).toEqual([
    { slot },
    { slot: slot + Alarms.slotMs },
  ]);
  // It rings before the first hold of its slot is due, and waits.
  for (const { timestamp, delay: wait, data } of jobs)
    expect(timestamp + wait).toBeLessThanOrEqual(data.slot - Alarms.slotMs);
});

test('P3 holds that are due are freed by their alarm alone, each once', async () => {
  const { pool, numbers, noticed, openNode, queue } = await openPool();
  const alarms = await openNode();
  onTestFinished(() => queue.close());
  const deadline = Date.now() + 300;
  for (const [nth, number] of numbers.entries()) {
    const due = nth < 40 ? deadline + (nth % 4) * 70 : LATER;
    await pool.applicant().hold(number, { deadline: due });
    await alarms.ensure(due);
  }
  await freeAgain(pool, 40);
  expect(noticed).toHaveLength(40);
  for (const lateness of noticed) expect(lateness).toBeGreaterThanOrEqual(0);
  expect(await pool.store.tally()).toMatchObject({ held: 8 });
});

test('P3 an alarm that is early, doubled or late frees nothing before its deadline, and nothing twice', async () => {
  const { pool, numbers, noticed, openNode, queue } = await openPool();
  await openNode();
  onTestFinished(() => queue.close());
  const [one, two] = numbers;
  const deadline = Date.now() + 400;
  const slot = Math.ceil(deadline / Alarms.slotMs) * Alarms.slotMs;
  await pool.applicant().hold(one, { deadline });
  await pool.applicant().hold(two);
  for (const jobId of ['late', 'early', 'doubled']) {
    await queue.add('lapse', { slot: jobId === 'late' ? slot - 60_000 : slot }, { jobId });
  }
  await freeAgain(pool, 47);
  await vi.waitFor(async () => expect(await queue.getJobCountByTypes('wait', 'active', 'delayed')).toBe(0));
  const lapsed = (await pool.events()).filter(({ type }) => type === 'holdLapsed');
  expect(lapsed.map(({ freed }) => freed)).toEqual([[one]]);
  expect(lapsed[0]?.at).toBeGreaterThanOrEqual(deadline);
  expect(noticed).toHaveLength(1);
});

test('a slot can ring again for a hold that came after its job', async () => {
  const { pool, numbers, openNode, queue } = await openPool();
  const alarms = await openNode();
  onTestFinished(() => queue.close());
  const [one] = numbers;
  const past = Date.now() - 1_000;
  for (let round = 1; round <= 2; round += 1) {
    await pool.applicant().hold(one, { deadline: past });
    await alarms.ensure(past);
    await freeAgain(pool, 48);
  }
  expect((await pool.events()).filter(({ type }) => type === 'holdLapsed')).toHaveLength(2);
});

test('where the queue’s Redis is gone, no alarm rejects, the sweep frees what is due, and stopping ends', async () => {
  const lost = await openTestRedis();
  onTestFinished(() => lost.stop());
  const { pool, numbers, lapser, openNode, queue } = await openPool(lost);
  queue.on('error', () => undefined);
  const alarms = await openNode();
  const sweep = new Sweep([lapser], log);
  sweep.start();
  onTestFinished(() => sweep.stop());
  process.kill(lost.pid, 'SIGKILL');
  const [one] = numbers;
  const deadline = Date.now() + 200;
  await pool.applicant().hold(one, { deadline });
  const rejected = vi.fn<(error: unknown) => void>();
  alarms.ensure(deadline).catch(rejected);
  await freeAgain(pool, 48);
  expect(rejected).not.toHaveBeenCalled();
  await alarms.stop();
  expect(rejected).not.toHaveBeenCalled();
});

test('stop leaves no connection and no job behind, though an alarm rings far too early', async () => {
  const { pool, numbers, openNode, queue } = await openPool();
  const observer = await redis.client();
  const connections = async (): Promise<number> => (await observer.clientList()).length;
  const before = await connections();
  const alarms = await openNode();
  const [one] = numbers;
  const deadline = Date.now() + 3_600_000;
  await pool.applicant().hold(one, { deadline });
  await queue.add('lapse', { slot: Math.ceil(deadline / Alarms.slotMs) * Alarms.slotMs });
  await vi.waitFor(async () => expect(await queue.getActiveCount()).toBe(1));
  await alarms.stop();
  expect(await queue.getActiveCount()).toBe(0);
  // The client that the queue was given is its owner's to close.
  await vi.waitFor(async () => expect(await connections()).toBeLessThanOrEqual(before + 1));
  await queue.add('lapse', { slot: 0 });
  await delay(200);
  expect(await queue.getWaitingCount()).toBe(1);
  await queue.close();
});
