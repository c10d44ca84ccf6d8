import { ANY_TIME, type Window } from '../pool/store.ts';

/** The instants at which a decision is right: `from <= now < until`, in ms. The store checks it by its own clock. */
export type { Window };

export const always: Window = ANY_TIME;

/** Narrows a window to its part before an instant. */
export const before = (window: Window, instant: number): Window => ({
  ...window,
  until: Math.min(window.until, instant),
});

/** Narrows a window to its part from an instant on. */
export const since = (window: Window, instant: number): Window => ({ ...window, from: Math.max(window.from, instant) });

/** Narrows a window to its part within a span. */
export const during = (window: Window, { from, until }: Window): Window => before(since(window, from), until);
