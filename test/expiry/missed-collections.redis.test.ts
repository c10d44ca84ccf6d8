import { Queue } from 'bullmq';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { poolId } from '../../protocol/ids.ts';
import { Lapser } from '../../server/expiry/lapser.ts';
import { MissedCollections } from '../../server/expiry/missed-collections.ts';
import { Sweep } from '../../server/expiry/sweep.ts';
import { AT_ONCE } from '../../server/pool/store.ts';
import { StoreClock } from '../../server/pool/store-clock.ts';
import { type Applicant, Harness } from '../pool/harness.ts';
import { MemoryPoolStore } from '../pool/memory-store.ts';
import { redisOfFile } from '../support/redis.ts';

const DAY = 86_400_000;
const YEARS = 2 * 365 * DAY;
const log = pino({ level: 'silent' });
let pools = 0;

const redis = await redisOfFile();

/** A pool of 48 in memory by the machine's clock, `behind` ms after it, and nodes with jobs in a real queue. */
const openPool = async (behind = 0) => {
  const id = poolId.parse(`pool-${++pools}`);
  let slow = behind;
  const now = (): number => Date.now() - slow;
  const pool = new Harness({ store: new MemoryPoolStore(now), passTo: async () => undefined });
  const numbers = await pool.openSome(48);
  const looks = vi.spyOn(pool.store, 'miss');
  const nodes: MissedCollections[] = [];
  const openNode = async () => {
    const clock = new StoreClock();
    await clock.observe(pool.store.snapshot());
    const lapser = new Lapser(pool.store, clock, AT_ONCE, () => undefined);
    const missed = new MissedCollections(id, await redis.client('queue'), lapser, clock, log);
    await missed.start();
    nodes.push(missed);
    return missed;
  };
  const queue = new Queue<{ end: number }>(`missed-${id}`, {
    connection: await redis.client('queue'),
    prefix: `xuanhao:{${id}}:bull`,
  });
  onTestFinished(async () => {
    await Promise.all([...nodes.map((node) => node.stop()), queue.close()]);
  });
  const reserve = async (nth: number, collectBy: number): Promise<Applicant> => {
    const [first] = numbers;
    const anna = pool.applicant();
    await anna.hold(numbers[nth] ?? first);
    await anna.reserve({ collectBy, bannedUntil: collectBy + YEARS });
    return anna;
  };
  return { pool, numbers, looks, queue, now, openNode, reserve, setRight: () => void (slow = 0) };
};

const comesBack = (pool: Harness, free: number) =>
  vi.waitFor(async () => expect(await pool.store.tally()).toMatchObject({ free }), { timeout: 60_000, interval: 20 });
const misses = async (pool: Harness) => (await pool.events()).filter(({ type }) => type === 'collectionMissed');

test('DONE-4 one job for each last day, however many reservations and nodes', async () => {
  const { openNode, queue, now } = await openPool();
  const [one, two] = [await openNode(), await openNode()];
  const end = now() + 3 * DAY;
  for (let i = 0; i < 20; i += 1) await Promise.all([one.ensure(end), two.ensure(end), one.ensure(end + DAY)]);
  const jobs = await queue.getDelayed();
  expect(jobs.map(({ data }) => data.end).toSorted((a, b) => a - b)).toEqual([end, end + DAY]);
  for (const { timestamp, delay: wait, data } of jobs) expect(timestamp + wait).toBeGreaterThanOrEqual(data.end - 5);
  expect(await one.figures()).toEqual({ waiting: 2, late: 0 });
});

test('DONE-4 a last day that passes is noticed by its job alone: the number is free, its owner banned for two years, once', async () => {
  const { pool, numbers, openNode, reserve, now } = await openPool();
  const nodes = [await openNode(), await openNode()];
  const end = now() + 400;
  const anna = await reserve(0, end);
  const boris = await reserve(1, end + DAY);
  for (const node of nodes) await node.ensure(end);
  await comesBack(pool, 47);
  expect(await pool.store.banOf(anna.owner)).toBe(end + YEARS);
  expect(await pool.store.banOf(boris.owner)).toBeNull();
  const missed = await misses(pool);
  expect(missed.map(({ freed }) => freed)).toEqual([[numbers[0]]]);
  expect(missed[0]?.at).toBeGreaterThanOrEqual(end);
});

test('DONE-4 a job that fell due while nobody ran is done at the next start', async () => {
  const { pool, looks, openNode, queue, reserve, now } = await openPool();
  const gone = await openNode();
  const end = now() + 200;
  const anna = await reserve(0, end);
  await gone.ensure(end);
  await gone.stop();
  await vi.waitFor(() => expect(now()).toBeGreaterThan(end));
  expect(await pool.store.tally()).toMatchObject({ free: 47, reserved: 1 });
  expect(await queue.getDelayedCount()).toBe(1);
  looks.mockClear();
  await openNode();
  await comesBack(pool, 48);
  expect(await pool.store.banOf(anna.owner)).toBe(end + YEARS);
  // The start looked, and the job that was left over did too; nothing waits any more.
  await vi.waitFor(async () => expect(await queue.getJobCountByTypes('wait', 'active', 'delayed')).toBe(0));
  expect(looks.mock.calls.length).toBeGreaterThanOrEqual(2);
  expect(await misses(pool)).toHaveLength(1);
});

test('DONE-4 after a week in which nothing ran, and the queue was lost, a start finds what was missed', async () => {
  const week = await openPool(7 * DAY);
  const end = week.now() + DAY;
  const anna = await week.reserve(0, end);
  const boris = await week.reserve(1, end + 30 * DAY);
  week.setRight();
  await week.openNode();
  await comesBack(week.pool, 47);
  expect(await week.pool.store.banOf(anna.owner)).toBe(end + YEARS);
  expect(await week.pool.store.banOf(boris.owner)).toBeNull();
  // And the next last day has its job again.
  expect((await week.queue.getDelayed()).map(({ data }) => data.end)).toEqual([end + 30 * DAY]);
});

test('DONE-4 a job that was lost is covered by the sweep', async () => {
  const { pool, openNode, queue, reserve, now } = await openPool();
  const node = await openNode();
  const end = now() + 200;
  const anna = await reserve(0, end);
  await node.ensure(end);
  await queue.obliterate({ force: true });
  const sweep = new Sweep([new Lapser(pool.store, new StoreClock(), AT_ONCE, () => undefined)], log);
  sweep.start();
  onTestFinished(() => sweep.stop());
  await comesBack(pool, 48);
  expect(await pool.store.banOf(anna.owner)).toBe(end + YEARS);
});

test('DONE-4 each job sets the one after it, which may have been lost', async () => {
  const { pool, openNode, queue, reserve, now } = await openPool();
  const node = await openNode();
  const [end, next] = [now() + 200, now() + DAY];
  await reserve(0, end);
  await reserve(1, next);
  await node.ensure(end);
  await comesBack(pool, 47);
  await vi.waitFor(async () => expect((await queue.getDelayed()).map(({ data }) => data.end)).toEqual([next]));
});

test('P3 a job that is early or doubled misses nothing before the day is over, and sleeps on', async () => {
  const { pool, openNode, queue, reserve, now, setRight } = await openPool(60_000);
  const end = now() + 60_300;
  const anna = await reserve(0, end);
  await openNode();
  // By the store's clock, which is a minute behind, both come a minute too soon.
  for (const jobId of ['early', 'doubled']) await queue.add('missed', { end }, { jobId });
  await vi.waitFor(async () => expect(await queue.getDelayedCount()).toBe(3));
  expect(await pool.store.tally()).toMatchObject({ free: 47, reserved: 1 });
  expect(await pool.store.banOf(anna.owner)).toBeNull();
  setRight();
  await vi.waitFor(() => expect(now()).toBeGreaterThan(end));
  // Their sleep was measured by a clock that has been set right since: promoted, they find the day over.
  for (const job of await queue.getDelayed()) await job.promote();
  await comesBack(pool, 48);
  await vi.waitFor(async () => expect(await queue.getJobCountByTypes('wait', 'active', 'delayed')).toBe(0));
  expect(await misses(pool)).toHaveLength(1);
});
