import chineseDays from 'chinese-days';
import type { AuthoritySettings } from './settings.ts';
import { type CalendarDay, dayAt, instantOf } from './zone.ts';

/** By when a reserved number must be collected, and what happens otherwise (DONE-1, DONE-4). */
export type CollectionTerms = {
  /** The last day to register, `YYYY-MM-DD` in the authority's zone. */
  readonly lastDay: string;
  /** True where a year's calendar was unknown, so that only weekends counted as days off. */
  readonly provisional: boolean;
  /** The end of that day; in ms, as the ban's end. */
  readonly collectBy: number;
  readonly bannedUntil: number;
};

/** The exceptions of a year, as `YYYY-MM-DD`: days off from Monday to Friday, and worked weekend days. */
export type CalendarYear = { readonly holidays: ReadonlySet<string>; readonly makeUpDays: ReadonlySet<string> };

/** Years that an operator has loaded; each replaces the built-in one. */
export type LoadedYears = { readonly yearOf: (year: number) => CalendarYear | undefined };
const NONE_LOADED: LoadedYears = { yearOf: () => undefined };

/**
 * The terms of a number that is reserved at an instant: the n-th working day after the day of the reservation, which
 * itself does not count, by the Chinese calendar of holidays and make-up days. Days are those of the authority's zone.
 * A ban is counted in years of the calendar: one that begins on 29 February of a leap year ends on 1 March.
 */
export const collectionTerms = (
  reservedAt: number,
  { collectWorkingDays, banYears, timeZone }: Pick<AuthoritySettings, 'collectWorkingDays' | 'banYears' | 'timeZone'>,
  loaded: LoadedYears = NONE_LOADED,
): CollectionTerms => {
  let day = dayAt(reservedAt, timeZone);
  let provisional = false;
  for (let left = collectWorkingDays; left > 0; ) {
    day = dayAfter(day);
    const year = loaded.yearOf(day.year);
    if (year === undefined && !isBuiltIn(day.year)) provisional = true;
    if (year === undefined ? chineseDays.isWorkday(noonOf(day)) : isWorkingDay(day, year)) left -= 1;
  }
  const { year, month, date } = dayAfter(day);
  return {
    lastDay: nameOf(day),
    provisional,
    collectBy: instantOf({ year, month, date }, '00:00', timeZone),
    bannedUntil: instantOf({ year: year + banYears, month, date }, '00:00', timeZone),
  };
};

const nameOf = ({ year, month, date }: CalendarDay): string => `${year}-${pad(month)}-${pad(date)}`;
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

/** Whether a year's holidays are known without loading them. */
export const isBuiltIn = (year: number): boolean => {
  // Beyond its years `chinese-days` knows weekends only, and does not say so. Each year is published as a whole.
  const nationalDay = noonOf({ year, month: 10, date: 1 });
  return chineseDays.getHolidaysInRange(nationalDay, nationalDay, false).length > 0;
};

/** The exceptions of a built-in year. */
export const builtInYear = (year: number): CalendarYear => {
  const [holidays, makeUpDays] = [new Set<string>(), new Set<string>()];
  for (let day: CalendarDay = { year, month: 1, date: 1 }; day.year === year; day = dayAfter(day)) {
    const works = chineseDays.isWorkday(noonOf(day));
    if (works && isWeekend(day)) makeUpDays.add(nameOf(day));
    if (!works && !isWeekend(day)) holidays.add(nameOf(day));
  }
  return { holidays, makeUpDays };
};

/** The faulty parts of a year: it needs a holiday, every day must be in that year, and each must be an exception. */
export const calendarFaults = (year: number, { holidays, makeUpDays }: CalendarYear): (keyof CalendarYear)[] => {
  const days = (names: ReadonlySet<string>, weekend: boolean): boolean =>
    [...names].every((name) => {
      const [ofYear = 0, month = 0, date = 0] = name.split('-').map(Number);
      return ofYear === year && isWeekend({ year, month, date }) === weekend;
    });
  const faults = { holidays: holidays.size === 0 || !days(holidays, false), makeUpDays: !days(makeUpDays, true) };
  return (['holidays', 'makeUpDays'] as const).filter((part) => faults[part]);
};

const isWorkingDay = (day: CalendarDay, { holidays, makeUpDays }: CalendarYear): boolean =>
  isWeekend(day) ? makeUpDays.has(nameOf(day)) : !holidays.has(nameOf(day));

const isWeekend = ({ year, month, date }: CalendarDay): boolean =>
  [0, 6].includes(new Date(Date.UTC(year, month - 1, date)).getUTCDay());
