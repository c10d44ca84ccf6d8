import { describe, expect, it } from 'vitest';
import { openingAt } from '../../server/authority/hours.ts';

const shanghai = { hours: { open: '09:00', close: '22:00' }, timeZone: 'Asia/Shanghai' } as const;
const at = (text: string): number => Date.parse(text);

describe('HOURS-1 choosing is open from 09:00 to 22:00 in the authority’s zone', () => {
  it.each([
    ['2026-11-23T08:59:59.999+08:00', false, '2026-11-22T22:00:00+08:00', '2026-11-23T09:00:00+08:00'],
    ['2026-11-23T09:00:00.000+08:00', true, '2026-11-23T09:00:00+08:00', '2026-11-23T22:00:00+08:00'],
    ['2026-11-23T21:59:59.999+08:00', true, '2026-11-23T09:00:00+08:00', '2026-11-23T22:00:00+08:00'],
    ['2026-11-23T22:00:00.000+08:00', false, '2026-11-23T22:00:00+08:00', '2026-11-24T09:00:00+08:00'],
    ['2026-12-31T23:30:00.000+08:00', false, '2026-12-31T22:00:00+08:00', '2027-01-01T09:00:00+08:00'],
    ['2028-02-29T00:00:00.000+08:00', false, '2028-02-28T22:00:00+08:00', '2028-02-29T09:00:00+08:00'],
  ])('at %s: open %s', (now, open, from, until) => {
    expect(openingAt(at(now), shanghai)).toEqual({ open, from: at(from), until: at(until) });
  });

  it('follows a zone that changes its clocks: a night of 11 hours and one of 10 in Berlin', () => {
    const berlin = { ...shanghai, timeZone: 'Europe/Berlin' };
    const lengthOf = (now: string): number => {
      const { from, until } = openingAt(at(now), berlin);
      return (until - from) / 3_600_000;
    };
    expect(lengthOf('2026-11-10T03:00:00+01:00')).toBe(11);
    expect(lengthOf('2026-03-29T01:30:00+01:00')).toBe(10);
    expect(lengthOf('2026-10-25T01:30:00+02:00')).toBe(12);
    // 23:30 of the day before the short one: the next opening is tomorrow's, not the day's after.
    expect(openingAt(at('2026-03-28T23:30:00+01:00'), berlin).until).toBe(at('2026-03-29T09:00:00+02:00'));
  });

  it('is always open where the authority says so', () => {
    expect(openingAt(at('2026-11-23T03:00:00+08:00'), { ...shanghai, hours: 'always' }).open).toBe(true);
  });
});
