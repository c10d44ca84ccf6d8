/** One figure, with its counterpart and how it was come by in `detail`. It is printed as one line of JSON. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/**
 * Measures one or several figures in one run, two minutes at most. What it starts it registers with `onEnd`; progress
 * goes to people, never to standard output. Rejects where something cannot be measured.
 */
export type Bench = {
  readonly names: readonly string[];
  readonly run: (progress: (line: string) => void) => Promise<readonly Measure[]>;
};
