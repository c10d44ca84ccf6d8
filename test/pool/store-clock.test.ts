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

test('P3 what the store has written at an instant, it has written: the estimate is not before it', async () => {
  const clock = new StoreClock();
  await act(clock, 5, store, 0);
  clock.reached(store() + 3);
  expect(clock.now()).toBe(store() + 3);
  clock.reached(store() - 1_000);
  expect(clock.now()).toBe(store() + 3);
});
