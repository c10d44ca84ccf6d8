/** One promise that a history breaks. */
export type Fault = {
  /** The promise or rule, by its id. */
  readonly promise: string;
  /** What happened, and which operation it was, in one sentence. */
  readonly says: string;
};

/** Told of each fault as it is found. */
export type Report = (promise: string, says: string) => void;
