/** A day of the calendar: `month` counts from 1. */
export type CalendarDay = { readonly year: number; readonly month: number; readonly date: number };

/** The day that the clocks of a zone show at an instant (ms). Throws a RangeError for a zone that does not exist. */
export const dayAt = (instant: number, timeZone: string): CalendarDay => {
  const [year, month, date] = partsAt(instant, timeZone);
  return { year, month, date };
};

/** The instant at which the clocks of a zone show `HH:MM` on a day; a `date` beyond the month's end runs on. */
export const instantOf = ({ year, month, date }: CalendarDay, time: string, timeZone: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const shown = Date.UTC(year, month - 1, date, hour, minute);
  // The guess takes the offset of a nearby instant; where the clocks change in between, the second look is right.
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

/** Making a formatter takes a hundred times as long as using it. */
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
