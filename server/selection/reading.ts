import { quotasOf, type SelectionRecord } from './record.ts';
import { always, before, since, type Window } from './window.ts';

/** A record as it reads at an instant, and the window in which it reads so. */
export type Reading = {
  readonly record: SelectionRecord;
  readonly window: Window;
  /** The hold that has lapsed since the record was written, if one has. */
  readonly lapsed: string | null;
};

/**
 * Reads a record at an instant: one that says *holding until T* says *choosing* from T on, whether or not anything has
 * run. How it was chosen then counts as abandoned (COMP-7, DRAW-3, SMS-3): tries and draws were debited when the
 * numbers were held, so nothing more is taken here.
 */
export const readAt = (record: SelectionRecord, now: number): Reading => {
  if (record.stage === 'choosing' || record.stage === 'reserved') return { record, window: always, lapsed: null };
  if (now < record.deadline) return { record, window: before(always, record.deadline), lapsed: null };
  return {
    record: { stage: 'choosing', ...quotasOf(record) },
    window: since(always, record.deadline),
    lapsed: record.token,
  };
};
