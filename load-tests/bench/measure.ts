/** One figure, with its counterpart and its derivation in `detail`. It is printed as one line of JSON. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/**
 * Measures one or several figures in one run, two minutes at most unless it says otherwise. What it starts it registers with `onEnd`; progress
 * goes to people, never to standard output. Rejects where something cannot be measured.
 */
export type Bench = {
  readonly names: readonly string[];
  /** In ms, where two minutes are too short. */
  readonly patience?: number;
  /** Left out where all are measured. */
  readonly onlyByName?: boolean;
  readonly run: (progress: (line: string) => void) => Promise<readonly Measure[]>;
};
