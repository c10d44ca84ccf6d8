import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lapser } from '../../server/expiry/lapser.ts';
import { Sweep } from '../../server/expiry/sweep.ts';
import { AT_ONCE, type Noticed } from '../../server/pool/store.ts';
import { StoreClock } from '../../server/pool/store-clock.ts';

const nothing: Noticed = { due: [], next: null, now: 0 };
const log = pino({ level: 'silent' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const openSweep = (lapse: () => Promise<Noticed>) => {
  const look = vi.fn<() => Promise<Noticed>>(lapse);
  const idle = async (): Promise<Noticed> => nothing;
  const store = { lapse: look, miss: idle, bringBack: idle };
  return { look, sweep: new Sweep([new Lapser(store, new StoreClock(), AT_ONCE, () => undefined)], log) };
};

test('it looks for due holds again and again, also after a look that failed', async () => {
  let outage = false;
  const { look, sweep } = openSweep(async () => {
    if (outage) throw new Error('no connection');
    return nothing;
  });
  sweep.start();
  for (const [nth, broken] of [false, true, true, false].entries()) {
    outage = broken;
    await vi.advanceTimersByTimeAsync(Sweep.tickMs);
    expect(look).toHaveBeenCalledTimes(nth + 1);
  }
  await sweep.stop();
});

test('a look that takes long is not overtaken by the next', async () => {
  let end: (lapse: Noticed) => void = () => undefined;
  const { look, sweep } = openSweep(() => new Promise((resolve) => (end = resolve)));
  sweep.start();
  await vi.advanceTimersByTimeAsync(5 * Sweep.tickMs);
  expect(look).toHaveBeenCalledTimes(1);
  end(nothing);
  await vi.advanceTimersByTimeAsync(Sweep.tickMs);
  expect(look).toHaveBeenCalledTimes(2);
  end(nothing);
  await sweep.stop();
});

test('stop waits for the look that is under way, and leaves nothing running', async () => {
  let end: (lapse: Noticed) => void = () => undefined;
  const { look, sweep } = openSweep(() => new Promise((resolve) => (end = resolve)));
  sweep.start();
  await vi.advanceTimersByTimeAsync(Sweep.tickMs);
  const stopped = vi.fn<() => void>();
  const stop = sweep.stop().then(stopped);
  await vi.advanceTimersByTimeAsync(Sweep.tickMs);
  expect(stopped).not.toHaveBeenCalled();
  end(nothing);
  await stop;
  await vi.advanceTimersByTimeAsync(5 * Sweep.tickMs);
  expect(look).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('stop before the first look', async () => {
  const { look, sweep } = openSweep(async () => nothing);
  sweep.start();
  await sweep.stop();
  await vi.advanceTimersByTimeAsync(5 * Sweep.tickMs);
  expect(look).not.toHaveBeenCalled();
});
