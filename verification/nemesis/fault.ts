import type { Settled, Stage, StageOptions } from './stage.ts';

/** The result of playing a fault: it held where there is no problem. */
export type Findings = {
  /** A sentence for each thing that did not hold. */
  readonly problems: readonly string[];
  /** Figures to report: counts, and the longest waits, in ms. */
  readonly detail: Readonly<Record<string, number | string | boolean>>;
};

/** The findings of a play that has settled: its own problems first, and its figures after those of every play. */
export const findingsOf = ({ operations, events, problems }: Settled, own: Findings): Findings => ({
  problems: [...own.problems, ...problems],
  detail: { operations, events, ...own.detail },
});

/** One playing of a fault. */
export type Play = {
  readonly rounds: number;
  /** The source of all chance; the moments at which processes act are not under it. */
  readonly seed: number;
  /** Reports progress. */
  readonly note: (text: string) => void;
  /** Opens a stage. Whatever happens, it is closed when the play is over. */
  readonly stage: (options: StageOptions) => Promise<Stage>;
};

/** A kind of harm that is done to real processes, and what must hold all the same. */
export type Fault = {
  readonly name: string;
  /** The harm, in a sentence. */
  readonly what: string;
  readonly mustHold: string;
  /** How often, before every change is taken, and for the figures that are reported. */
  readonly rounds: { readonly small: number; readonly reported: number };
  /** Whether it mostly waits, so that it may be played beside others. */
  readonly waits: boolean;
  /** Rejects where it could not be played at all, which counts as broken. */
  readonly play: (play: Play) => Promise<Findings>;
};
