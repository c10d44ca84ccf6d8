import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everyInPieces } from '../../server/push/in-pieces.ts';

let now: number;
let steps: number;
let timer: NodeJS.Timeout;
/** Work of so many steps, each of which takes half a millisecond. */
const work = function* (count: number): Generator<undefined, void> {
  for (let i = 0; i < count; i += 1) {
    now += 0.5;
    steps += 1;
    yield;
  }
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] });
  [now, steps] = [0, 0];
});
afterEach(() => {
  clearInterval(timer);
  vi.useRealTimers();
});

test('after a millisecond of it everybody else has a turn', () => {
  timer = everyInPieces(
    100,
    () => work(5),
    () => now,
  );
  vi.advanceTimersToNextTimer();
  const seen = [steps];
  for (let turn = 1; turn < 3; turn += 1) {
    vi.advanceTimersToNextTimer();
    seen.push(steps);
  }
  expect(seen).toEqual([2, 4, 5]);
});

test('what is not done yet when it is due again is not begun beside itself', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let begun = 0;
  timer = everyInPieces(
    100,
    () => {
      begun += 1;
      return work(3);
    },
    () => now,
  );
  vi.advanceTimersByTime(300);
  expect([begun, steps]).toEqual([1, 2]);
  await new Promise((resolve) => setImmediate(resolve));
  expect([begun, steps]).toEqual([1, 3]);
  vi.advanceTimersByTime(100);
  expect(begun).toBe(2);
});
