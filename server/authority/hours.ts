import type { AuthoritySettings } from './settings.ts';
import { dayAt, instantOf } from './zone.ts';

/** Whether choosing is open, and the span in which that is so: `from <= now < until`, in ms; without end for `always`. */
export type OpenSpan = { readonly open: boolean; readonly from: number; readonly until: number };

const ALWAYS: OpenSpan = { open: true, from: 0, until: Number.MAX_SAFE_INTEGER };

type Span = Omit<OpenSpan, 'open'>;

/** Whether hours that open at one time and close at another run into the next day. */
export const runOvernight = ({ open, close }: { readonly open: string; readonly close: string }): boolean =>
  close < open;

/**
 * Whether choosing is open at an instant, in the authority's time zone (HOURS-1). Days begin and end by that zone,
 * whatever the machine's own is, and may have 23 or 25 hours where the zone changes its clocks. Hours that close before
 * they open end on the next day.
 */
export const openingAt = (
  now: number,
  { hours, timeZone }: Pick<AuthoritySettings, 'hours' | 'timeZone'>,
): OpenSpan => {
  if (hours === 'always') return ALWAYS;
  const today = dayAt(now, timeZone);
  const at = (days: number, time: string): number => instantOf({ ...today, date: today.date + days }, time, timeZone);
  const overnight = runOvernight(hours) ? 1 : 0;
  const spanOf = (day: number): Span => ({ from: at(day, hours.open), until: at(day + overnight, hours.close) });
  const inside = ({ from, until }: Span): boolean => from <= now && now < until;
  const ofToday = spanOf(0);
  if (inside(ofToday)) return { open: true, ...ofToday };
  const ofYesterday = spanOf(-1);
  if (inside(ofYesterday)) return { open: true, ...ofYesterday };
  return now < ofToday.from
    ? { open: false, from: ofYesterday.until, until: ofToday.from }
    : { open: false, from: ofToday.until, until: at(1, hours.open) };
};
