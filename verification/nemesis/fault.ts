import type { Stage, StageOptions } from './stage.ts';

/** What was seen of a fault: it held where there is no problem. */
export type Findings = {
  /** A sentence for each thing that did not hold. */
  readonly problems: readonly string[];
  /** Figures worth telling: counts, and the worst of what was waited for, in ms. */
  readonly detail: Readonly<Record<string, number | string | boolean>>;
};

/** One playing of a fault. */
export type Play = {
  readonly rounds: number;
  /** All chance comes from it; the moments at which processes do what they do cannot. */
  readonly seed: number;
  /** Tells whoever watches how far it is. */
  readonly note: (text: string) => void;
  /** Opens a stage. Whatever happens, it is closed when the play is over. */
  readonly stage: (options: StageOptions) => Promise<Stage>;
};

/** A kind of harm that is done to real processes, and what must hold all the same. */
export type Fault = {
  readonly name: string;
  /** What is done, in a sentence. */
  readonly what: string;
  readonly mustHold: string;
  /** How often, before every change is taken, and for the figures that are reported. */
  readonly rounds: { readonly small: number; readonly reported: number };
  /** It mostly waits, so it may be played beside others. */
  readonly waits: boolean;
  /** Rejects where it could not be played at all, which counts as not held. */
  readonly play: (play: Play) => Promise<Findings>;
};
