import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayAt, instantOf } from '../../server/authority/zone.ts';

const at = (text: string): number => Date.parse(text);

describe('the day that a zone’s clocks show', () => {
  test.each([
    ['2026-11-23T15:59:59.999Z', 'Asia/Shanghai', { year: 2026, month: 11, date: 23 }],
    ['2026-11-23T16:00:00.000Z', 'Asia/Shanghai', { year: 2026, month: 11, date: 24 }],
    ['2026-12-31T16:00:00.000Z', 'Asia/Shanghai', { year: 2027, month: 1, date: 1 }],
    ['2028-02-28T16:00:00.000Z', 'Asia/Shanghai', { year: 2028, month: 2, date: 29 }],
    ['2026-11-23T10:00:00.000Z', 'Pacific/Kiritimati', { year: 2026, month: 11, date: 24 }],
    ['2026-11-23T10:59:59.999Z', 'Pacific/Pago_Pago', { year: 2026, month: 11, date: 22 }],
  ])('%s in %s', (instant, zone, day) => {
    expect(dayAt(at(instant), zone)).toEqual(day);
  });

  test('a zone that does not exist is a broken promise', () => {
    expect(() => dayAt(0, 'Asia/Atlantis')).toThrow(RangeError);
  });
});

describe('the instant at which a zone’s clocks show a time of day', () => {
  test.each([
    [{ year: 2026, month: 11, date: 23 }, '09:00', 'Asia/Shanghai', '2026-11-23T09:00+08:00'],
    [{ year: 2026, month: 11, date: 31 }, '00:00', 'Asia/Shanghai', '2026-12-01T00:00+08:00'],
    [{ year: 2026, month: 1, date: 0 }, '22:00', 'Asia/Shanghai', '2025-12-31T22:00+08:00'],
    [{ year: 2026, month: 2, date: 29 }, '00:00', 'Asia/Shanghai', '2026-03-01T00:00+08:00'],
    [{ year: 2026, month: 11, date: 23 }, '05:45', 'Asia/Kathmandu', '2026-11-23T05:45+05:45'],
    [{ year: 2026, month: 3, date: 29 }, '00:00', 'Europe/Berlin', '2026-03-29T00:00+01:00'],
    [{ year: 2026, month: 3, date: 29 }, '03:00', 'Europe/Berlin', '2026-03-29T03:00+02:00'],
    [{ year: 2026, month: 10, date: 25 }, '01:59', 'Europe/Berlin', '2026-10-25T01:59+02:00'],
    [{ year: 2026, month: 10, date: 25 }, '03:00', 'Europe/Berlin', '2026-10-25T03:00+01:00'],
  ])('%o %s in %s', (day, time, zone, instant) => {
    expect(instantOf(day, time, zone)).toBe(at(instant));
  });

  test('is the inverse of the day and time shown, wherever that is shown once', () => {
    const zones = ['Asia/Shanghai', 'Asia/Kathmandu', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati'];
    const day = fc.integer({ min: at('2016-01-01T00:00Z') / 86_400_000, max: at('2036-01-01T00:00Z') / 86_400_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), day, fc.constantFrom('00:00', '09:00', '22:00'), (zone, days, time) => {
        const shown = dayAt(days * 86_400_000, zone);
        const instant = instantOf(shown, time, zone);
        expect(dayAt(instant, zone)).toEqual(shown);
        const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(instant);
        expect(clock).toBe(time);
      }),
      { seed: 20160106, numRuns: 500 },
    );
  });
});
