import chineseDays from 'chinese-days';
import type { AuthoritySettings } from './settings.ts';
import { type CalendarDay, dayAt, instantOf } from './zone.ts';

/** By when a reserved number must be collected, and what happens otherwise (DONE-1, DONE-4). */
export type CollectionTerms = {
  /** The last day to register, `YYYY-MM-DD` in the authority's zone. */
  readonly lastDay: string;
  /** The calendar of a year was not known yet, and weekends alone counted. */
  readonly provisional: boolean;
  /** The end of that day; in ms, as the ban's end. */
  readonly collectBy: number;
  readonly bannedUntil: number;
};

/**
 * The terms of a number that is reserved at an instant: the n-th working day after the day of the reservation, which
 * itself does not count, by the Chinese calendar of holidays and make-up days. Days are those of the authority's zone.
 * A ban is counted in years of the calendar: one that begins on 29 February of a leap year ends on 1 March.
 */
export const collectionTerms = (
  reservedAt: number,
  { collectWorkingDays, banYears, timeZone }: Pick<AuthoritySettings, 'collectWorkingDays' | 'banYears' | 'timeZone'>,
): CollectionTerms => {
  let day = dayAt(reservedAt, timeZone);
  let provisional = false;
  for (let left = collectWorkingDays; left > 0; ) {
    day = dayAfter(day);
    if (!isKnown(day.year)) provisional = true;
    if (isWorkingDay(day)) left -= 1;
  }
  const { year, month, date } = dayAfter(day);
  return {
    lastDay: `${day.year}-${pad(day.month)}-${pad(day.date)}`,
    provisional,
    collectBy: instantOf({ year, month, date }, '00:00', timeZone),
    bannedUntil: instantOf({ year: year + banYears, month, date }, '00:00', timeZone),
  };
};

const pad = (part: number): string => String(part).padStart(2, '0');

const dayAfter = ({ year, month, date }: CalendarDay): CalendarDay => {
  const next = new Date(Date.UTC(year, month - 1, date + 1));
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, date: next.getUTCDate() };
};

/**
 * `chinese-days` reads a text as UTC but answers for the machine's own day, so west of Greenwich it is a day behind.
 * Noon of the machine's own zone is the right day everywhere.
 */
const noonOf = ({ year, month, date }: CalendarDay): Date => new Date(year, month - 1, date, 12);

/** Beyond its years `chinese-days` knows weekends only, and does not say so. A year's arrangement is published whole. */
const isKnown = (year: number): boolean => {
  const nationalDay = noonOf({ year, month: 10, date: 1 });
  return chineseDays.getHolidaysInRange(nationalDay, nationalDay, false).length > 0;
};

const isWorkingDay = (day: CalendarDay): boolean => chineseDays.isWorkday(noonOf(day));
