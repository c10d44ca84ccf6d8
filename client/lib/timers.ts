/** A client's clocks and timers. A test or a simulation passes its own, and so moves everything a client does by itself. */
export type Timers = {
  /** The monotonic clock, in ms. */
  readonly now: () => number;
  /** The wall clock, in ms, right or wrong: used for a first guess only. */
  readonly wallNow: () => number;
  /** Runs `then` once, so many ms from now; returns how to call it off. */
  readonly after: (ms: number, then: () => void) => () => void;
};

/** The browser's own, which are Node's too. */
export const browserTimers: Timers = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
