import { describe, expect, it } from 'vitest';
import { platesIn } from '../../../client/desk/blocks/plates.ts';
import { instantIn } from '../../../client/desk/blocks/zoned-time.ts';
import { daysIn } from '../../../client/desk/calendar/days.ts';

describe('numbers that somebody pastes', () => {
  it('are read with and without their prefix, each once', () => {
    expect(platesIn('冀B·88A88, 88b88\n冀B99A99；88A88')).toEqual({ plates: ['88A88', '88B88', '99A99'], wrong: [] });
  });
  it('are read with whichever dot and in whichever width', () => {
    expect(platesIn('冀B•88A88、冀b・88b88；冀Ｂ‑９９Ａ９９ \u202D冀B・77A77\u202C')).toEqual({
      plates: ['88A88', '88B88', '99A99', '77A77'],
      wrong: [],
    });
  });
  it('are told from what is no number', () => {
    expect(platesIn('88A8 88A88 88I88 1234567').wrong).toEqual(['88A8', '88I88', '1234567']);
  });
});

describe('days that somebody pastes', () => {
  it('are put in order, each once', () => {
    expect(daysIn('2027-02-08\n2027-01-01，2027-02-08')).toEqual({ days: ['2027-01-01', '2027-02-08'], wrong: [] });
  });
  it('are told from what is no day', () => {
    expect(daysIn('2027-02-29 2028-02-29 2027-1-1 1/1/2027')).toEqual({
      days: ['2028-02-29'],
      wrong: ['2027-02-29', '2027-1-1', '1/1/2027'],
    });
  });
});

describe('a time that somebody enters', () => {
  it.each([
    ['Asia/Shanghai', '2026-12-31T09:00', '2026-12-31T01:00:00.000Z'],
    ['Asia/Shanghai', '2028-02-29T00:00', '2028-02-28T16:00:00.000Z'],
    ['UTC', '2026-12-31T23:59', '2026-12-31T23:59:00.000Z'],
    ['America/New_York', '2026-07-01T12:00', '2026-07-01T16:00:00.000Z'],
    ['America/New_York', '2026-11-01T12:00', '2026-11-01T17:00:00.000Z'],
  ])('POOL-2 is one of the zone %s', (zone, local, instant) => {
    expect(new Date(instantIn(zone, local) ?? Number.NaN).toISOString()).toBe(instant);
  });
  it.each(['', '2026-12-31', '2026-13-01T00:00', 'now'])('is refused where it is none: %s', (local) => {
    expect(instantIn('Asia/Shanghai', local)).toBeNull();
  });
});
