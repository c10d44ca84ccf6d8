import chineseDays from 'chinese-days';

/** The last day to register; `provisional` where the calendar of a year was not yet known and weekends alone counted. */
export type LastDay = { readonly day: string; readonly provisional: boolean };

/**
 * The last day to register (DONE-1): the n-th working day after the day of the reservation, which itself does not
 * count, by the Chinese calendar of holidays and make-up days. Days are those of the authority's zone.
 *
 * @param options `reservedAt` in ms; `workingDays` at least 1; `timeZone` an IANA name.
 * @returns `day` as `YYYY-MM-DD`.
 */
export const lastDayToRegister = (options: { reservedAt: number; workingDays: number; timeZone: string }): LastDay => {
  let day = dayAt(options.reservedAt, options.timeZone);
  let provisional = false;
  for (let left = options.workingDays; left > 0; ) {
    day = dayAfter(day);
    if (!isKnown(day.year)) provisional = true;
    if (isWorkingDay(day)) left -= 1;
  }
  return { day: `${day.year}-${pad(day.month)}-${pad(day.date)}`, provisional };
};

/** A day of the calendar, without a zone; `month` from 1. */
type Day = { readonly year: number; readonly month: number; readonly date: number };

const pad = (part: number): string => String(part).padStart(2, '0');

const dayAt = (instant: number, timeZone: string): Day => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  return { year: parts.get('year') ?? 0, month: parts.get('month') ?? 0, date: parts.get('day') ?? 0 };
};

const dayAfter = ({ year, month, date }: Day): Day => {
  const next = new Date(Date.UTC(year, month - 1, date + 1));
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, date: next.getUTCDate() };
};

/**
 * `chinese-days` reads a text as UTC but answers for the machine's own day, so west of Greenwich it is a day behind.
 * Noon of the machine's own zone is the right day everywhere.
 */
const noonOf = ({ year, month, date }: Day): Date => new Date(year, month - 1, date, 12);

/** Beyond its years `chinese-days` knows weekends only, and does not say so. A year's arrangement is published whole. */
const isKnown = (year: number): boolean => {
  const nationalDay = noonOf({ year, month: 10, date: 1 });
  return chineseDays.getHolidaysInRange(nationalDay, nationalDay, false).length > 0;
};

const isWorkingDay = (day: Day): boolean => chineseDays.isWorkday(noonOf(day));
