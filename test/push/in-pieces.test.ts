import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lifecycle } from '../../server/lifecycle.ts';
import { inPieces } from '../../server/push/in-pieces.ts';

let now: number;
let steps: number;
/** Work of so many steps, each of which takes half a millisecond. */
const work = function* (count: number): Generator<undefined, void> {
  for (let i = 0; i < count; i += 1) {
    now += 0.5;
    steps += 1;
    yield;
  }
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  [now, steps] = [0, 0];
});
afterEach(() => vi.useRealTimers());

test('after a millisecond of it everybody else has a turn', async () => {
  const done = inPieces(work(5), () => now);
  const seen = [steps];
  for (let i = 1; i < 3; i += 1) {
    await turn();
    seen.push(steps);
  }
  await done;
  expect(seen).toEqual([2, 4, 5]);
});

test('what is not done yet when it is due again is not begun beside itself', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const lifecycle = new Lifecycle({ warn: () => undefined });
  let begun = 0;
  lifecycle.every(100, () => {
    begun += 1;
    return inPieces(work(3), () => now);
  });
  await lifecycle.start();
  vi.advanceTimersByTime(300);
  expect([begun, steps]).toEqual([1, 2]);
  await turn();
  expect([begun, steps]).toEqual([1, 3]);
  vi.advanceTimersByTime(100);
  expect(begun).toBe(2);
  await lifecycle.stop();
});
