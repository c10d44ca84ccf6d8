import type { LineOf } from './format.ts';

/** One promise that a history breaks. */
export type Fault = {
  /** The promise or rule, by its id; `HISTORY` where the history itself is malformed. */
  readonly promise: string;
  /** The fault and its operation, in one sentence. */
  readonly says: string;
};

/** Receives each fault as it is found. */
export type Report = (promise: string, says: string) => void;

/** Reports faults of one event: each sentence begins with its name. */
export const faultsIn =
  ({ offset, type }: Pick<LineOf<'event'>, 'offset' | 'type'>, report: Report): Report =>
  (promise, says) =>
    report(promise, `event ${offset} (${type}) ${says}`);
