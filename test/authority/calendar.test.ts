import { afterEach, describe, expect, test } from 'vitest';
import { collectionTerms } from '../../server/authority/calendar.ts';

const tangshan = { collectWorkingDays: 3, banYears: 2, timeZone: 'Asia/Shanghai' };
/** An instant by the clocks of Shanghai. */
const shanghai = (local: string): number => Date.parse(`${local}+08:00`);
/** The last day of a number that is reserved in Shanghai at a time of day. */
const threeDaysOn = (local: string) => {
  const { lastDay: day, provisional } = collectionTerms(shanghai(local), tangshan);
  return { day, provisional };
};

const known: [string, string, string][] = [
  ['an ordinary Monday', '2026-11-23T09:00', '2026-11-26'],
  ['a Thursday: the weekend does not count', '2026-11-19T21:59', '2026-11-24'],
  ['a Saturday: counts from Monday', '2026-11-21T10:00', '2026-11-25'],
  ['the eve of National Day', '2026-09-30T16:00', '2026-10-10'],
  ['in the National Day holiday, with its make-up Saturday', '2026-10-03T12:00', '2026-10-10'],
  ['before a make-up Saturday', '2026-10-08T09:00', '2026-10-12'],
  ['on a make-up Saturday, which does not count itself', '2026-10-10T09:00', '2026-10-14'],
  ['before Spring Festival, with a make-up Saturday on either side', '2026-02-13T09:00', '2026-02-25'],
  ['within Spring Festival', '2026-02-17T09:00', '2026-02-26'],
  ['after Spring Festival, over its make-up Saturday', '2026-02-26T09:00', '2026-03-02'],
  ['a leap day', '2024-02-28T09:00', '2024-03-04'],
];

describe('DONE-1 the last day to register', () => {
  test.each(known)('%s (%s) → %s', (_, reserved, day) => {
    expect(threeDaysOn(reserved)).toEqual({ day, provisional: false });
  });

  test('the day is the authority’s: a minute before midnight there is another day than a minute after', () => {
    expect(threeDaysOn('2026-11-23T23:59').day).toBe('2026-11-26');
    expect(threeDaysOn('2026-11-24T00:01').day).toBe('2026-11-27');
    const elsewhere = { ...tangshan, timeZone: 'Pacific/Kiritimati' };
    expect(collectionTerms(shanghai('2026-11-23T23:59'), elsewhere).lastDay).toBe('2026-11-27');
  });

  test.each([
    [1, '2026-11-24'],
    [5, '2026-11-30'],
    [60, '2027-02-15'],
  ])('%i working days on from Monday, 23 November 2026: %s', (collectWorkingDays, day) => {
    const terms = collectionTerms(shanghai('2026-11-23T09:00'), { ...tangshan, collectWorkingDays });
    expect(terms.lastDay).toBe(day);
  });

  test('a count that runs into a year without a calendar goes by weekends, and says that it is provisional', () => {
    expect(threeDaysOn('2026-12-28T09:00')).toEqual({ day: '2026-12-31', provisional: false });
    expect(threeDaysOn('2026-12-31T09:00')).toEqual({ day: '2027-01-05', provisional: true });
    expect(threeDaysOn('2035-09-30T09:00')).toEqual({ day: '2035-10-03', provisional: true });
    expect(threeDaysOn('1999-11-22T09:00')).toEqual({ day: '1999-11-25', provisional: true });
  });
});

describe('DONE-4 the end of the last day, and of the ban', () => {
  test.each([
    ['an ordinary Monday', '2026-11-23T09:00', '2026-11-27', '2028-11-27'],
    ['the eve of National Day', '2026-09-30T16:00', '2026-10-11', '2028-10-11'],
    ['a last day on 31 December', '2026-12-28T09:00', '2027-01-01', '2029-01-01'],
    ['the eve of New Year, with its make-up Sunday', '2025-12-31T21:59', '2026-01-07', '2028-01-07'],
    ['a ban from 29 February', '2024-02-23T09:00', '2024-02-29', '2026-03-01'],
    ['a ban to 29 February', '2026-02-25T09:00', '2026-03-01', '2028-03-01'],
  ])('%s (%s): collected before %s 00:00, banned until %s 00:00 in Shanghai', (_, reserved, collectBy, bannedUntil) => {
    expect(collectionTerms(shanghai(reserved), tangshan)).toMatchObject({
      collectBy: shanghai(`${collectBy}T00:00`),
      bannedUntil: shanghai(`${bannedUntil}T00:00`),
    });
  });

  test('a ban of no years is over as it begins', () => {
    const { collectBy, bannedUntil } = collectionTerms(shanghai('2026-11-23T09:00'), { ...tangshan, banYears: 0 });
    expect(bannedUntil).toBe(collectBy);
  });

  test('a ban from 29 February to a leap year ends on 29 February', () => {
    const { bannedUntil } = collectionTerms(shanghai('2024-02-23T09:00'), { ...tangshan, banYears: 4 });
    expect(bannedUntil).toBe(shanghai('2028-02-29T00:00'));
  });

  test('both are midnights of a zone that changes its clocks', () => {
    const berlin = { ...tangshan, timeZone: 'Europe/Berlin' };
    // Reserved on the Thursday before the clocks go back; 3 working days on is Tuesday.
    const { lastDay, collectBy, bannedUntil } = collectionTerms(Date.parse('2026-10-22T09:00+02:00'), berlin);
    expect(lastDay).toBe('2026-10-27');
    expect(collectBy).toBe(Date.parse('2026-10-28T00:00+01:00'));
    expect(bannedUntil).toBe(Date.parse('2028-10-28T00:00+02:00'));
  });
});

describe('DONE-1 DONE-4 the machine’s own zone changes nothing', () => {
  const own = process.env['TZ'];
  afterEach(() => {
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  });

  test.each([
    ['Pacific/Kiritimati', -840],
    ['America/Los_Angeles', 480],
    ['UTC', 0],
  ])('%s', (zone, offset) => {
    process.env['TZ'] = zone;
    expect(new Date(2026, 11, 1).getTimezoneOffset()).toBe(offset);
    for (const [, reserved, day] of known) expect(threeDaysOn(reserved).day).toBe(day);
    expect(threeDaysOn('2026-12-31T09:00')).toEqual({ day: '2027-01-05', provisional: true });
    expect(collectionTerms(shanghai('2024-02-23T09:00'), tangshan)).toEqual({
      lastDay: '2024-02-28',
      provisional: false,
      collectBy: shanghai('2024-02-29T00:00'),
      bannedUntil: shanghai('2026-03-01T00:00'),
    });
  });
});
