/** One promise that a history breaks. */
export type Fault = {
  /** The promise or rule, by its id; `HISTORY` where the history itself is not one that could be held against any. */
  readonly promise: string;
  /** What happened, and which operation it was, in one sentence. */
  readonly says: string;
};

/** Told of each fault as it is found. */
export type Report = (promise: string, says: string) => void;
