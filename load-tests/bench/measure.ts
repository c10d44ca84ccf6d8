/** One figure, with its counterpart and its derivation in `detail`. It is printed as one line of JSON. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/**
 * Measures one or several figures in one run, within two minutes unless `patience` says otherwise. It registers whatever
 * it starts with `onEnd`, and reports progress by `progress`, never on standard output. Rejects where it cannot measure.
 */
export type Bench = {
  readonly names: readonly string[];
  /** In ms, where two minutes are too short. */
  readonly patience?: number;
  /** Left out where all are measured. */
  readonly onlyByName?: boolean;
  readonly run: (progress: (line: string) => void) => Promise<readonly Measure[]>;
};
