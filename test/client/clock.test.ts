import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '../../client/lib/clock.ts';
import { browserTimers } from '../../client/lib/timers.ts';

describe('the server’s clock', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('LIVE-2 takes the middle of a round trip, and errs by half of it at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e13 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: 0, max: 60_000 }),
        (server, there, back) => {
          let ticks = 1_000;
          const clock = createClock({ now: () => ticks, wallNow: () => 0 });
          const left = ticks;
          ticks += there + back;
          clock.roundTrip(left, ticks, server + there);
          expect(Math.abs(clock.now() - (server + there + back))).toBeLessThanOrEqual((there + back) / 2 + 0.01);
        },
      ),
    );
  });

  it('LIVE-2 keeps the shortest of several trips', () => {
    let ticks = 0;
    const clock = createClock({ now: () => ticks, wallNow: () => 0 });
    ticks = 400;
    clock.roundTrip(0, 400, 1_000_000 + 390);
    ticks = 410;
    clock.roundTrip(400, 410, 1_000_000 + 405);
    ticks = 900;
    clock.roundTrip(500, 900, 1_000_000 + 890);
    expect(clock.now()).toBe(1_000_900);
  });

  it('LIVE-2 lets an old trip give way as it ages, though it was shorter', () => {
    let ticks = 10;
    const clock = createClock({ now: () => ticks, wallNow: () => 0 });
    clock.roundTrip(0, 10, 1_000_005);
    ticks = 3_600_040;
    clock.roundTrip(3_600_000, 3_600_040, 1_000_000 + 3_600_020 + 100);
    expect(clock.now()).toBe(1_000_000 + 3_600_040 + 100);
  });

  it('LIVE-2 believes the server when the monotonic clock stood still through a sleep', () => {
    let ticks = 10;
    const clock = createClock({ now: () => ticks, wallNow: () => 0 });
    clock.roundTrip(0, 10, 1_000_005);
    ticks = 520;
    clock.roundTrip(20, 520, 1_000_270 + 7_200_000);
    expect(clock.now()).toBe(1_000_520 + 7_200_000);
  });

  it('LIVE-2 does not look at the wall clock once the server has spoken', () => {
    const clock = createClock(browserTimers);
    clock.roundTrip(performance.now(), performance.now(), 1_700_000_000_000);
    vi.setSystemTime(0);
    expect(clock.now()).toBe(1_700_000_000_000);
    vi.advanceTimersByTime(5_000);
    vi.setSystemTime(9e12);
    expect(clock.now()).toBe(1_700_000_005_000);
  });

  it('LIVE-2 takes an unasked instant only while there is nothing better', () => {
    const clock = createClock({ now: () => 0, wallNow: () => 0 });
    clock.hint(500);
    expect(clock.now()).toBe(500);
    clock.roundTrip(0, 0, 800);
    clock.hint(100);
    expect(clock.now()).toBe(800);
  });
});
