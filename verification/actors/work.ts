import { hash } from 'node:crypto';
import type { WorkChallenge, WorkProof } from '../../protocol/work.ts';
import { FairQueue } from '../../server/limits/fair-queue.ts';

/** Finds the number of a proof of work; some 20 ms on average for that of a captcha. */
export const solveWork = ({ salt, challenge, signature, maxNumber }: WorkChallenge): WorkProof => {
  for (let number = 0; number <= maxNumber; number += 1)
    if (hash('sha256', `${salt}${number}`) === challenge) return { salt, challenge, signature, number };
  throw new Error('this proof of work has no solution');
};

/** A queue before the hashing in which nobody is turned away. */
export const wideQueue = (): FairQueue =>
  new FairQueue({ width: 4, most: 10_000, each: 10_000, longestMs: 60_000, now: () => performance.now() });
