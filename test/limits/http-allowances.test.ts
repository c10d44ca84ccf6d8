import { expect, test } from 'vitest';
import { HttpAllowances } from '../../server/limits/http-allowances.ts';

const T = 1_000_000;

test('P10 an account and an address have so many requests, of reads and of deeds apart, and get them back', () => {
  const allowances = new HttpAllowances(20_000);
  const granted = (by: 'account' | 'address', whose: string, kind: 'read' | 'deed', now = T): number => {
    for (let count = 0; ; count += 1) if (allowances.spend(by, whose, kind, now) !== null) return count;
  };
  expect([granted('account', 'a', 'read'), granted('account', 'a', 'deed')]).toEqual([200, 60]);
  expect(granted('account', 'b', 'deed')).toBe(60);
  // A carrier's thousands who come at an opening are no flood.
  expect([granted('address', 'a', 'read'), granted('address', 'a', 'deed')]).toEqual([20_000, 10_000]);
  expect(allowances.spend('account', 'a', 'deed', T)).toBe(T + 200);
  expect(granted('account', 'a', 'deed', T + 1_000)).toBe(5);
});

test('P10 who has all of an allowance again is forgotten, and nobody sooner', () => {
  const allowances = new HttpAllowances(20_000);
  allowances.spend('account', 'a', 'deed', T);
  allowances.tick(T + 199);
  expect(allowances.size).toBe(1);
  allowances.tick(T + 200);
  expect(allowances.size).toBe(0);
});
