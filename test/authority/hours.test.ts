import { describe, expect, it } from 'vitest';
import { noticeOf } from '../../server/application-form/notice.ts';
import { openingAt } from '../../server/authority/hours.ts';
import { authoritySettings } from '../../server/authority/settings.ts';

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

const hoursOf = (open: string, close: string) => {
  const { hours, timeZone } = authoritySettings.parse({ hours: { open, close } });
  return { hours, timeZone };
};

describe('HOURS-1 hours may end at 24:00, and run over midnight', () => {
  it.each([
    ['09:00', '24:00', '2026-11-23T23:59:59.999+08:00', true, '2026-11-23T09:00', '2026-11-24T00:00'],
    ['09:00', '24:00', '2026-11-24T00:00:00.000+08:00', false, '2026-11-24T00:00', '2026-11-24T09:00'],
    ['09:00', '00:00', '2026-12-31T23:30:00.000+08:00', true, '2026-12-31T09:00', '2027-01-01T00:00'],
    ['22:00', '02:00', '2026-11-23T21:59:59.999+08:00', false, '2026-11-23T02:00', '2026-11-23T22:00'],
    ['22:00', '02:00', '2026-11-23T22:00:00.000+08:00', true, '2026-11-23T22:00', '2026-11-24T02:00'],
    ['22:00', '02:00', '2026-11-24T01:59:59.999+08:00', true, '2026-11-23T22:00', '2026-11-24T02:00'],
    ['22:00', '02:00', '2026-11-24T02:00:00.000+08:00', false, '2026-11-24T02:00', '2026-11-24T22:00'],
    ['00:01', '00:00', '2026-11-24T00:00:30.000+08:00', false, '2026-11-24T00:00', '2026-11-24T00:01'],
  ])('%s to %s, at %s: open %s', (opens, closes, now, open, from, until) => {
    const span = { open, from: at(`${from}+08:00`), until: at(`${until}+08:00`) };
    expect(openingAt(at(now), hoursOf(opens, closes))).toEqual(span);
  });

  it('follows a zone that changes its clocks in the middle of the night', () => {
    const berlin = { ...hoursOf('22:00', '04:00'), timeZone: 'Europe/Berlin' };
    const hours = (now: string): number => {
      const { open, from, until } = openingAt(at(now), berlin);
      expect(open).toBe(true);
      return (until - from) / 3_600_000;
    };
    expect(hours('2026-11-10T01:00:00+01:00')).toBe(6);
    expect(hours('2026-03-29T01:30:00+01:00')).toBe(5);
    expect(hours('2026-10-25T01:30:00+02:00')).toBe(7);
  });

  it('every instant of two years that change their clocks lies in one span, and the spans follow one another', () => {
    for (const [open, close] of [
      ['22:00', '02:00'],
      ['02:30', '02:15'],
      ['09:00', '24:00'],
      ['23:59', '00:01'],
    ] as const) {
      const settings = { ...hoursOf(open, close), timeZone: 'America/New_York' };
      let now = at('2026-01-01T12:00:00Z');
      let opened = openingAt(now, settings).open;
      while (now < at('2028-01-01T00:00:00Z')) {
        const span = openingAt(now, settings);
        expect(span.from).toBeLessThanOrEqual(now);
        expect(span.until).toBeGreaterThan(now);
        expect(span.open).toBe(opened);
        now = span.until;
        opened = !opened;
      }
    }
  });

  it('from 00:00 to 24:00 is always, and hours of no length are refused', () => {
    expect(hoursOf('00:00', '24:00').hours).toBe('always');
    expect(() => hoursOf('09:00', '09:00')).toThrow(/round the clock is/);
    for (const wrong of ['24:00', '24:01', '25:00', '9:00', '']) expect(() => hoursOf(wrong, '22:00')).toThrow();
    for (const wrong of ['24:01', '25:00', '9:00', '']) expect(() => hoursOf('09:00', wrong)).toThrow();
  });

  it('the notice says that they end on the next day', () => {
    const notice = noticeOf(authoritySettings.parse({ hours: { open: '22:00', close: '02:00' } }));
    expect(notice.zh.join()).toContain('22:00–次日 02:00');
    expect(notice.en.join()).toContain('22:00–02:00 of the next day');
  });
});

it.each(['UTC', 'Asia/Shanghai', 'Asia/Chongqing', 'Europe/Berlin'])('HOURS-1 %s is a time zone', (timeZone) => {
  expect(authoritySettings.parse({ timeZone })).toMatchObject({ timeZone });
});

it.each(['+08:00', 'Asia/Tangshan', 'China', '', '8'])('HOURS-1 %j is none', (timeZone) => {
  expect(() => authoritySettings.parse({ timeZone })).toThrow(/must be a time zone/);
});
