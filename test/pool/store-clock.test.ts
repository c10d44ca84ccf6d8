import { beforeEach, expect, test, vi } from 'vitest';
import { StoreClock } from '../../server/pool/store-clock.ts';

let machine: number;
beforeEach(() => {
  machine = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => machine);
});

/** An act of the store that is on its way for so many ms each way; it reads the store's clock in between. */
const act = async (clock: StoreClock, there: number, now: () => number, back: number): Promise<void> => {
  let answer: (told: { now: number }) => void = () => undefined;
  const observed = clock.observe(new Promise<{ now: number }>((resolve) => (answer = resolve)));
  machine += there;
  const told = Math.floor(now());
  machine += back;
  answer({ now: told });
  await observed;
};
/** An answer without a delay, of a store that judges by no instant before `last`, its last event's. */
const judging = (clock: StoreClock, now: number, last: number): Promise<unknown> =>
  clock.observe(Promise.resolve(now < last ? { now: last, behindMs: last - now } : { now }));
/** The store's clock is this far from the machine's. */
const APART = 5_000_000;
const store = (): number => machine + APART;

test('before the first reading it is the machine’s own', () => {
  expect(new StoreClock().now()).toBe(Math.floor(performance.timeOrigin + machine));
});

test('P3 an answer that took no time tells the time exactly, and the estimate runs on with the machine', async () => {
  const clock = new StoreClock();
  await act(clock, 0, store, 0);
  expect(clock.now()).toBe(store());
  machine += 60_000;
  expect(clock.now()).toBe(store());
});

test('P3 the estimate is never farther off than the fastest answer took', async () => {
  const clock = new StoreClock();
  for (const [there, back] of [
    [400, 0],
    [0, 300],
    [2, 9],
    [700, 700],
    [5, 1],
  ] as const) {
    await act(clock, there, store, back);
    machine += 10_000;
  }
  expect(Math.abs(clock.now() - store())).toBeLessThanOrEqual(6);
});

test('P3 where the store’s clock jumps, the next answer tells', async () => {
  const clock = new StoreClock();
  await act(clock, 1, store, 1);
  const jumped = (): number => store() - 30_000;
  await act(clock, 1, jumped, 1);
  expect(Math.abs(clock.now() - jumped())).toBeLessThanOrEqual(2);
});

/** A clock that is watched, and what it told. */
const watched = async () => {
  const told: (number | 'steady')[] = [];
  const clock = new StoreClock({ jumped: (by) => told.push(Math.round(by)), steady: () => told.push('steady') });
  await act(clock, 1, store, 1);
  return { clock, told };
};

test('LIVE-2 HA-9 time never goes back: corrected by some ms it stands still, and a hold that lapsed is not live again', async () => {
  const { clock } = await watched();
  // An answer that was long on its way back leaves the estimate ahead; a quick one shows by how much.
  await act(clock, 0, () => store() + 40, 0);
  const shown = clock.now();
  await act(clock, 0, store, 0);
  expect(clock.now()).toBe(shown);
  expect(clock.window().until - StoreClock.aheadMs - store()).toBeLessThanOrEqual(1);
  machine += 60;
  expect(clock.now() - store()).toBeLessThanOrEqual(1);
});

test.each([1_000, -1_000, 61_000, 86_400_000, -86_400_000])(
  'P3 where jumps are watched, one of %d ms is told and not followed, and all goes on when it is undone',
  async (by) => {
    const { clock, told } = await watched();
    const jumped = (): number => store() + by;
    for (let i = 0; i < 3; i += 1) {
      await act(clock, 2, jumped, 2);
      machine += 500;
    }
    expect(told).toHaveLength(1);
    expect(Math.abs(Number(told[0]) - by)).toBeLessThanOrEqual(5);
    expect([Math.sign(clock.jump), Math.abs(clock.now() - store()) <= 2]).toEqual([Math.sign(by), true]);
    await act(clock, 2, store, 2);
    expect([told.at(-1), clock.jump]).toEqual(['steady', 0]);
  },
);

test('P3 however long answers take, and however far two clocks drift in an hour without any, that is no jump', async () => {
  const { clock, told } = await watched();
  for (const [there, back] of [
    [3_000, 0],
    [0, 3_000],
    [2_000, 2_000],
  ] as const)
    await act(clock, there, store, back);
  machine += 3_600_000;
  await act(clock, 1, () => store() + 1_800, 1);
  expect(told).toEqual([]);
});

test('P3 an event from after the present is a jump, too; what is learnt anew is the present', async () => {
  const { clock, told } = await watched();
  clock.reached(store() + 5_000);
  expect(told).toHaveLength(1);
  clock.learnAnew();
  const jumped = (): number => store() + 5_000;
  await act(clock, 1, jumped, 1);
  expect(Math.abs(clock.now() - jumped())).toBeLessThanOrEqual(2);
  expect(told.at(-1)).toBe('steady');
});

test('P3 things are done within a second of the estimate; at any time where nobody watches, or nothing is known yet', async () => {
  const { clock } = await watched();
  const now = clock.now();
  expect(clock.window()).toEqual({ from: now - 500, until: now + 900 });
  const free = new StoreClock();
  await act(free, 1, store, 1);
  for (const each of [free, new StoreClock({ jumped: () => undefined, steady: () => undefined })])
    expect(each.window().until).toBeGreaterThan(now + 86_400_000_000);
});

test('P3 what the store has written at an instant, it has written: the estimate is not before it', async () => {
  const clock = new StoreClock();
  await act(clock, 5, store, 0);
  clock.reached(store() + 3);
  expect(clock.now()).toBe(store() + 3);
  clock.reached(store() - 1_000);
  expect(clock.now()).toBe(store() + 3);
});

test.each([1_700, -1_700])('HA-9 the clock of a Redis that takes over is learnt anew, %d ms off', async (by) => {
  const { clock, told } = await watched();
  const another = (): number => store() + by;
  clock.storeMoved();
  await act(clock, 1, another, 1);
  expect([told, Math.abs(clock.now() - another()) <= 2]).toEqual([[], true]);
  // Some time later it is a clock like any other.
  machine += 20_000;
  await act(clock, 1, store, 1);
  expect(told).toHaveLength(1);
});

test('P3 a clock that is set back is told at once, however busy the pool is whose time it cannot turn back', async () => {
  const { clock, told } = await watched();
  const last = store();
  for (let i = 0; i < 100; i += 1) {
    machine += 50;
    await judging(clock, store() - 600_000, last);
  }
  expect([told, clock.jump < -590_000]).toEqual([[expect.closeTo(-600_000, -3)], true]);
  await act(clock, 1, store, 1);
  expect(told.at(-1)).toBe('steady');
});

test.each([10, 700])(
  'HA-9 while the clock of a Redis that took over is behind, time stands still; asked every %d ms, that is no jump',
  async (every) => {
    const { clock, told } = await watched();
    const last = store();
    clock.storeMoved();
    for (const end = machine + 20_000; machine < end; machine += every) await judging(clock, store() - 1_700, last);
    await judging(clock, store() - 1_700, last);
    expect([told, Math.abs(clock.now() - (store() - 1_700)) <= 2]).toEqual([[], true]);
  },
);

test('HA-9 a Redis that takes over with a clock seconds off is a jump, as is one that nobody has told of yet', async () => {
  const { clock, told } = await watched();
  clock.storeMoved();
  await act(clock, 1, () => store() + 5_000, 1);
  expect(told).toHaveLength(1);
  clock.storeMoved();
  expect(clock.jump).toBeGreaterThan(0);
  await act(clock, 1, store, 1);
  const another = (): number => store() - 1_500;
  machine += 20_000;
  await act(clock, 1, another, 1);
  expect(Math.sign(clock.jump)).toBe(-1);
  clock.storeMoved();
  await act(clock, 1, another, 1);
  expect([clock.jump, Math.abs(clock.now() - another()) <= 2]).toEqual([0, true]);
});
