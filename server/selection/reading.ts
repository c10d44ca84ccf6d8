import type { AuthoritySettings } from '../authority/settings.ts';
import { freshRecord, quotasOf, type RecordAt, type SelectionRecord } from './record.ts';
import { always, before, during, since, type Window } from './window.ts';

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
 * numbers were held, so nothing more is taken here. A reservation that was not collected says *missed* from the end of
 * its last day on, and after the ban the vehicle begins anew (DONE-4).
 */
export const readAt = (record: SelectionRecord, now: number, settings: AuthoritySettings): Reading => {
  if (record.stage === 'reserved') return readReserved(record, now, settings);
  if (!('deadline' in record)) return { record, window: always, lapsed: null };
  if (now < record.deadline) return { record, window: before(always, record.deadline), lapsed: null };
  return {
    record: { stage: 'choosing', ...quotasOf(record) },
    window: since(always, record.deadline),
    lapsed: record.token,
  };
};

const readReserved = (record: RecordAt<'reserved'>, now: number, settings: AuthoritySettings): Reading => {
  const { collectBy, bannedUntil, plate, lastDay } = record;
  if (now < collectBy) return { record, window: before(always, collectBy), lapsed: null };
  if (now >= bannedUntil) return { record: freshRecord(settings), window: since(always, bannedUntil), lapsed: null };
  const missed = { ...quotasOf(record), stage: 'missed', plate, lastDay, bannedUntil } as const;
  return { record: missed, window: during(always, { from: collectBy, until: bannedUntil }), lapsed: null };
};
