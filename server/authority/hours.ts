import type { AuthoritySettings } from './settings.ts';

/** Whether choosing is open, and the span in which that is so: `from <= now < until`, in ms; without end for `always`. */
export type Opening = { readonly open: boolean; readonly from: number; readonly until: number };

const ALWAYS: Opening = { open: true, from: 0, until: Number.MAX_SAFE_INTEGER };

/**
 * Whether choosing is open at an instant, in the authority's time zone (HOURS-1). Days begin and end by that zone,
 * whatever the machine's own is, and may have 23 or 25 hours where the zone changes its clocks.
 */
export const openingAt = (now: number, { hours, timeZone }: Pick<AuthoritySettings, 'hours' | 'timeZone'>): Opening => {
  if (hours === 'always') return ALWAYS;
  const [year, month, date] = partsAt(now, timeZone);
  const at = (days: number, time: string): number => instantOf(Date.UTC(year, month - 1, date + days), time, timeZone);
  const opens = at(0, hours.open);
  const closes = at(0, hours.close);
  if (now < opens) return { open: false, from: at(-1, hours.close), until: opens };
  if (now < closes) return { open: true, from: opens, until: closes };
  return { open: false, from: closes, until: at(1, hours.open) };
};

/** The instant at which the clocks of a zone show `HH:MM` on a day, given as its midnight in UTC. */
const instantOf = (day: number, time: string, timeZone: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const shown = day + (hour * 60 + minute) * 60_000;
  // Off by the zone's offset at a nearby instant; where the clocks change in between, the second look is right.
  const guess = shown - offsetAt(shown, timeZone);
  return shown - offsetAt(guess, timeZone);
};

/** How far a zone's clocks are ahead of UTC at an instant, in ms. */
const offsetAt = (instant: number, timeZone: string): number => {
  const [year, month, date, hour, minute, second] = partsAt(instant, timeZone);
  return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
};

type Parts = [year: number, month: number, date: number, hour: number, minute: number, second: number];

const partsAt = (instant: number, timeZone: string): Parts => {
  const shown = formatterOf(timeZone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(shown.find((each) => each.type === type)?.value);
  return [part('year'), part('month'), part('day'), part('hour'), part('minute'), part('second')];
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter takes a hundred times as long as using it. Throws a RangeError for a zone that does not exist. */
const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
};
