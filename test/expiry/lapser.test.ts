import { expect, test } from 'vitest';
import { Lapser } from '../../server/expiry/lapser.ts';
import { AT_ONCE, type Noticed } from '../../server/pool/store.ts';
import { StoreClock } from '../../server/pool/store-clock.ts';
import { Harness } from '../pool/harness.ts';
import { MemoryPoolStore } from '../pool/memory-store.ts';

/** A store that has so many due holds, and frees them in the batches that it is asked for. */
const crowd = (due: number) => {
  const asked: number[] = [];
  const lapse = async (limit: number): Promise<Noticed> => {
    asked.push(limit);
    const freed = Math.min(due, limit);
    due -= freed;
    return { due: Array.from({ length: freed }, () => 900), next: due > 0 ? 900 : 2_000, now: 1_000 };
  };
  const idle = async (): Promise<Noticed> => ({ due: [], next: null, now: 1_000 });
  return { asked, lapse, miss: idle, bringBack: idle };
};

test('a crowd of due holds is freed in batches, until nothing more is due', async () => {
  const { BATCH } = Lapser;
  const store = crowd(2 * BATCH + 100);
  const lateness: number[] = [];
  const lapse = await new Lapser(store, new StoreClock(), AT_ONCE, (late) => lateness.push(late)).run();
  expect(new Set(store.asked)).toEqual(new Set([BATCH]));
  expect(lapse).toMatchObject({ next: 2_000, now: 1_000 });
  expect(lateness).toEqual(Array.from({ length: 2 * BATCH + 100 }, () => 100));
});

test('a full batch is followed by another look', async () => {
  const store = crowd(Lapser.BATCH);
  await new Lapser(store, new StoreClock(), AT_ONCE, () => undefined).run();
  expect(store.asked.length).toBeGreaterThanOrEqual(2);
});

test('P3 what is due is freed, what is not stays held, and running twice changes nothing', async () => {
  let now = 1_450_000_000_000;
  const pool = new Harness({ store: new MemoryPoolStore(() => now), passTo: async () => undefined });
  const [one, two] = await pool.openSome(16);
  await pool.applicant().hold(one, { deadline: now + 100 });
  await pool.applicant().hold(two, { deadline: now + 101 });
  const freed: number[] = [];
  const lapser = new Lapser(pool.store, new StoreClock(), AT_ONCE, (late) => freed.push(late));
  now += 99;
  await lapser.run();
  expect(freed).toEqual([]);
  now += 1;
  expect(await lapser.run()).toMatchObject({ next: now + 1 });
  await lapser.run();
  expect(freed).toEqual([0]);
  expect(await pool.store.tally()).toMatchObject({ free: 15, held: 1 });
});

test('DONE-4 POOL-5 missed days and returns are dealt with too, and the earliest of all is told', async () => {
  let now = 1_450_000_000_000;
  const pool = new Harness({ store: new MemoryPoolStore(() => now), passTo: async () => undefined });
  const [held, missed, returning] = await pool.openSome(16);
  if (returning === undefined) throw new Error('three numbers are free');
  const start = now;
  const [anna, bert, carl] = [pool.applicant(), pool.applicant(), pool.applicant()];
  await anna.hold(held, { deadline: start + 300 });
  await bert.hold(missed);
  await bert.reserve({ collectBy: start + 200, bannedUntil: start + 900 });
  await carl.hold(returning);
  await carl.release({ returnAfter: 100 });
  const lapser = new Lapser(pool.store, new StoreClock(), AT_ONCE, () => undefined);
  const nextAt = async (instant: number) => {
    now = instant;
    return (await lapser.run()).next;
  };
  expect(await nextAt(start)).toBe(start + 100);
  expect(await nextAt(start + 100)).toBe(start + 200);
  expect(await pool.store.tally()).toMatchObject({ free: 14, withheld: 0 });
  expect(await nextAt(start + 200)).toBe(start + 300);
  expect(await pool.store.banOf(bert.owner)).toBe(start + 900);
  expect(await nextAt(start + 300)).toBeNull();
  expect(await pool.store.tally()).toMatchObject({ free: 16 });
});

test('POOL-5 what lapses and what is missed comes back within the longest delay, and not at once', async () => {
  let now = 1_450_000_000_000;
  const pool = new Harness({ store: new MemoryPoolStore(() => now), passTo: async () => undefined });
  const numbers = await pool.openSome(40);
  for (const [i, number] of numbers.entries()) {
    const anna = pool.applicant();
    await anna.hold(number, { deadline: i < 20 ? now : now + 1e9 });
    if (i >= 20) await anna.reserve({ collectBy: now, bannedUntil: now });
  }
  const lapser = new Lapser(pool.store, new StoreClock(), { ...AT_ONCE, within: 60_000 }, () => undefined);
  await lapser.run();
  expect((await pool.store.tally()).withheld).toBeGreaterThan(30);
  now += 60_000;
  await lapser.run();
  expect(await pool.store.tally()).toMatchObject({ free: 40 });
});
