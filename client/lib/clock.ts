import { type Cell, cell, type Readable } from './cell.ts';
import type { Timers } from './timers.ts';

/** How far two honest clocks may part, in ms per ms. */
const DRIFT = 1e-4;

type Reading = { readonly offset: number; readonly error: number; readonly at: number };

export type ServerClock = {
  /** The server's present instant in ms, as well as it is known; the wall clock's until anything is. */
  readonly now: () => number;
  /** What to add to the monotonic clock for the server's; tells of every correction. */
  readonly offset: Readable<number>;
  /** A round trip: when it left and came back, by the monotonic clock, and the instant that the server put into it. */
  readonly roundTrip: (left: number, back: number, serverNow: number) => void;
  /** An instant that came unasked: better than nothing, worse than any round trip. */
  readonly hint: (serverNow: number) => void;
};

/**
 * Knows the server's time by round trips over a monotonic clock, so that a wrong or jumping wall clock changes
 * nothing (LIVE-2). The server spoke somewhere within the trip: taking its middle errs by half the trip at most.
 * Of all trips the one with the smallest error counts, and its error grows with age. A trip that contradicts it
 * replaces it: the monotonic clock stood still, as on a machine that slept.
 */
export const createClock = ({ now: ticks, wallNow }: Pick<Timers, 'now' | 'wallNow'>): ServerClock => {
  const offset: Cell<number> = cell(wallNow() - ticks());
  let best: Reading | null = null;

  const take = (reading: Reading): void => {
    best = reading;
    offset.set(reading.offset);
  };
  const errorNow = (reading: Reading, at: number): number => reading.error + (at - reading.at) * DRIFT;

  return {
    offset,
    now: () => ticks() + offset.get(),
    roundTrip: (left, back, serverNow) => {
      const reading = { offset: serverNow - (left + back) / 2, error: (back - left) / 2, at: back };
      if (best === null) return take(reading);
      const error = errorNow(best, back);
      const contradicts = Math.abs(reading.offset - best.offset) > reading.error + error;
      if (reading.error <= error || contradicts) take(reading);
    },
    hint: (serverNow) => {
      if (best === null) take({ offset: serverNow - ticks(), error: Number.POSITIVE_INFINITY, at: ticks() });
    },
  };
};
