/** One promise that a history breaks. */
export type Fault = {
  /** The promise or rule, by its id; `HISTORY` where the history itself is malformed. */
  readonly promise: string;
  /** The fault and its operation, in one sentence. */
  readonly says: string;
};

/** Receives each fault as it is found. */
export type Report = (promise: string, says: string) => void;
