import type { LineOf, RecordFacts } from './format.ts';

export type Hold = { readonly token: string; readonly numbers: readonly number[]; readonly deadline: number };

/** A change that made one version of a selection. */
export type Effect = {
  readonly offset: number;
  readonly type: LineOf<'event'>['type'];
  readonly at: number;
  readonly record: RecordFacts;
  readonly hold: Hold | null;
  /** The command that was answered with this change. */
  claimedBy?: string;
  /** A command without an answer that may have made it. */
  possible?: true;
  /** The fault of the only command without an answer that may have made it. */
  wrongly?: string;
  /** A command on the version before that was refused. */
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
