import { setTimeout as delay } from 'node:timers/promises';
import type { Ground } from './ground.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';

/** What a part works with. */
export type Field = {
  readonly target: Target;
  readonly ground: Ground;
  readonly seed: number;
  /** How many inputs. */
  readonly count: number;
  readonly tally: Tally;
  /** Resolves when so many more inputs may be sent: the pace is even, as far as the machine keeps up with it. */
  readonly turn: (inputs: number) => Promise<void>;
};

/** A pace of so many inputs a second, from now on; null for as many as go. */
export const atPace = (perSecond: number | null): Field['turn'] => {
  if (perSecond === null) return async () => undefined;
  let next = performance.now();
  return async (inputs) => {
    const [due, now] = [next, performance.now()];
    // Late inputs are not made up for: they would come as a flood.
    next = Math.max(due, now - 100) + (inputs / perSecond) * 1_000;
    if (due > now) await delay(due - now);
  };
};

/** One kind of hostile input. */
export type Part = {
  readonly name: string;
  readonly what: string;
  /** `small` is a part of every check of a change. */
  readonly counts: { readonly small: number; readonly full: number };
  /** Inputs a second, where nothing else is asked for. */
  readonly pace: number;
  /** Whether it also plays honest lives, in which numbers change hands: then only others' books must not change. */
  readonly acts?: boolean;
  /** Plays it against a server; every violation goes into the tally. */
  readonly play: (field: Field) => Promise<void>;
};
