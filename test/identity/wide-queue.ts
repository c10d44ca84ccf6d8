import { FairQueue } from '../../server/limits/fair-queue.ts';

export const WIDE = { width: 4, most: 10_000, each: 10_000, longestMs: 60_000, now: () => performance.now() };

/** A queue before the hashing in which nobody is turned away. */
export const wideQueue = (): FairQueue => new FairQueue(WIDE);
