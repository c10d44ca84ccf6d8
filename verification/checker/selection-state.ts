import type { LineOf, RecordFacts } from './format.ts';

export type Hold = { readonly token: string; readonly numbers: readonly number[]; readonly deadline: number };

/** What a command did to a selection: the change that made one version of it. */
export type Effect = {
  readonly offset: number;
  readonly type: LineOf<'event'>['type'];
  readonly at: number;
  readonly record: RecordFacts;
  readonly hold: Hold | null;
  /** The command that was told that it did this. */
  claimedBy?: string;
  /** A command that may have done it: nobody was told. */
  possible?: true;
  /** In what way the only command that may have done it, and that nobody was told of, did wrong. */
  wrongly?: string;
  /** A command on the version before, which was refused. */
  refused?: string;
};
export type SelectionState = {
  readonly id: string;
  /** By version, from 1 on. */
  readonly effects: Effect[];
  /** Its holds that have not been given back, by token; the one of its record is the last. */
  readonly holds: Map<string, Hold>;
  /** The number that it has reserved. */
  reserved?: number;
  registered?: number;
};

/** The hold that a selection's record names, if it has not been given back. */
export const presentHold = ({ effects, holds }: SelectionState): Hold | undefined => {
  const named = effects.at(-1)?.hold;
  return named === null || named === undefined ? undefined : holds.get(named.token);
};

/** Whether two lists name the same numbers, each as often. */
export const sameNumbers = (one: readonly number[], other: readonly number[]): boolean => {
  if (one.length !== other.length) return false;
  const sorted = other.toSorted((a, b) => a - b);
  return one.toSorted((a, b) => a - b).every((number, i) => number === sorted[i]);
};
