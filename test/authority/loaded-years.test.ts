import { expect, test } from 'vitest';
import {
  builtInYear,
  type CalendarYear,
  calendarFaults,
  collectionTerms,
  isBuiltIn,
} from '../../server/authority/calendar.ts';

const tangshan = { collectWorkingDays: 3, banYears: 2, timeZone: 'Asia/Shanghai' };
const days = (holidays: string[], makeUpDays: string[] = []): CalendarYear => ({
  holidays: new Set(holidays),
  makeUpDays: new Set(makeUpDays),
});
const loaded = (year: number, of: CalendarYear) => ({ yearOf: (asked: number) => (asked === year ? of : undefined) });
const lastDay = (local: string, years?: Parameters<typeof collectionTerms>[2]) => {
  const { lastDay: day, provisional } = collectionTerms(Date.parse(`${local}+08:00`), tangshan, years);
  return { day, provisional };
};

test('DONE-1 a year without data is provisional until it is loaded', () => {
  expect(isBuiltIn(2031)).toBe(false);
  // Tuesday 30 September 2031; the loaded year has Wednesday to Friday off, and works on Sunday 5 October.
  expect(lastDay('2031-09-30T10:00')).toEqual({ day: '2031-10-03', provisional: true });
  const year = days(['2031-10-01', '2031-10-02', '2031-10-03'], ['2031-10-05']);
  expect(lastDay('2031-09-30T10:00', loaded(2031, year))).toEqual({ day: '2031-10-07', provisional: false });
});

test('DONE-1 over the end of the year both years must be known', () => {
  const year = days(['2031-10-01']);
  expect(lastDay('2031-12-30T10:00', loaded(2031, year)).provisional).toBe(true);
  expect(lastDay('2031-12-24T10:00', loaded(2031, year))).toEqual({ day: '2031-12-29', provisional: false });
});

test('DONE-1 a loaded year goes before the built-in one', () => {
  expect(lastDay('2026-11-23T09:00')).toEqual({ day: '2026-11-26', provisional: false });
  expect(lastDay('2026-11-23T09:00', loaded(2026, days(['2026-11-24'])))).toEqual({
    day: '2026-11-27',
    provisional: false,
  });
});

test('DONE-1 a built-in year that is loaded as it is changes no day of it', () => {
  const year = loaded(2026, builtInYear(2026));
  for (let at = Date.parse('2026-01-01T04:00Z'); at < Date.parse('2026-12-20T00:00Z'); at += 86_400_000) {
    expect(collectionTerms(at, tangshan, year)).toEqual(collectionTerms(at, tangshan));
  }
  expect(calendarFaults(2026, builtInYear(2026))).toEqual([]);
});

test.each([
  ['no holiday at all', days([]), ['holidays']],
  ['another year’s day', days(['2030-10-01']), ['holidays']],
  ['a Sunday off', days(['2031-10-05']), ['holidays']],
  ['a Monday to make up', days(['2031-10-01'], ['2031-10-06']), ['makeUpDays']],
  ['both', days(['2031-10-05'], ['2031-10-06']), ['holidays', 'makeUpDays']],
] as const)('DONE-1 %s makes no calendar year, and the part that is wrong is named', (_, year, faults) => {
  expect(calendarFaults(2031, year)).toEqual(faults);
});
