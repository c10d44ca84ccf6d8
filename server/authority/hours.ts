import type { AuthoritySettings } from './settings.ts';
import { dayAt, instantOf } from './zone.ts';

/** Whether choosing is open, and the span in which that is so: `from <= now < until`, in ms; without end for `always`. */
export type Opening = { readonly open: boolean; readonly from: number; readonly until: number };

const ALWAYS: Opening = { open: true, from: 0, until: Number.MAX_SAFE_INTEGER };

/**
 * Whether choosing is open at an instant, in the authority's time zone (HOURS-1). Days begin and end by that zone,
 * whatever the machine's own is, and may have 23 or 25 hours where the zone changes its clocks.
 */
export const openingAt = (now: number, { hours, timeZone }: Pick<AuthoritySettings, 'hours' | 'timeZone'>): Opening => {
  if (hours === 'always') return ALWAYS;
  const today = dayAt(now, timeZone);
  const at = (days: number, time: string): number => instantOf({ ...today, date: today.date + days }, time, timeZone);
  const opens = at(0, hours.open);
  const closes = at(0, hours.close);
  if (now < opens) return { open: false, from: at(-1, hours.close), until: opens };
  if (now < closes) return { open: true, from: opens, until: closes };
  return { open: false, from: closes, until: at(1, hours.open) };
};
