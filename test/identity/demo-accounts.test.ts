import { describe, expect, test } from 'vitest';
import { selectionId } from '../../protocol/ids.ts';
import type { Account } from '../../server/identity/accounts.ts';
import { DEMO_PASS_PHRASE, demoAccountsOf } from '../../server/identity/demo-accounts.ts';
import { isValidMobile } from '../../server/identity/mobile.ts';
import { isValidVin } from '../../server/identity/vin.ts';

const all = async (count: number): Promise<Account[]> => {
  const accounts = demoAccountsOf(count);
  const found = await Promise.all(Array.from({ length: count }, (_, i) => accounts.byUserName(`demo${i + 1}`)));
  return found.filter((account) => account !== undefined);
};

describe('demo applicants', () => {
  test('are as many as asked for, each with a vehicle and a selection of their own', async () => {
    const accounts = await all(500);
    expect(accounts).toHaveLength(500);
    for (const fact of ['userName', 'displayName', 'phone', 'selection'] as const) {
      expect(new Set(accounts.map((account) => account[fact])).size).toBe(500);
    }
    expect(new Set(accounts.map(({ vehicle }) => vehicle.vin)).size).toBe(500);
  });

  test('are marked as demo, have valid VINs, and can be nobody real', async () => {
    for (const account of await all(300)) {
      expect(account.demo).toBe(true);
      expect(account.displayName).toMatch(/^演示申请人 \d+$/);
      expect(isValidVin(account.vehicle.vin)).toBe(true);
      expect(account.vehicle.vin).toMatch(/^0/);
      expect(account.phone).toMatch(/^100\d{8}$/);
      expect(isValidMobile(account.phone)).toBe(false);
      expect(selectionId.safeParse(account.selection).success).toBe(true);
    }
  });

  test('are the same on every node, however many there are', async () => {
    expect(await demoAccountsOf(10).byUserName('demo7')).toEqual(await demoAccountsOf(999_999).byUserName('demo7'));
    expect((await demoAccountsOf(999_999).byUserName('demo999999'))?.selection).toBe('demo-v999999');
  });

  test('sign in with the demo pass-phrase, and no other', async () => {
    const accounts = demoAccountsOf(10);
    expect((await accounts.signIn('demo10', DEMO_PASS_PHRASE))?.userName).toBe('demo10');
    for (const passPhrase of ['', 'Demo', 'demo ', 'demo10']) {
      expect(await accounts.signIn('demo10', passPhrase)).toBeUndefined();
    }
  });

  test.each([
    'demo11',
    'demo0',
    'demo01',
    'demo',
    'demo-1',
    'demo1.5',
    'demo1e1',
    'Demo1',
    ' demo1',
    'demo1\n',
    '__proto__',
    '',
  ])('%j is none of ten', async (userName) => {
    const accounts = demoAccountsOf(10);
    expect(await accounts.byUserName(userName)).toBeUndefined();
    expect(await accounts.signIn(userName, DEMO_PASS_PHRASE)).toBeUndefined();
  });

  test('with a count of 0 there are none; a count that makes no sense is a broken promise', async () => {
    expect(await demoAccountsOf(0).signIn('demo1', DEMO_PASS_PHRASE)).toBeUndefined();
    for (const count of [-1, 1.5, Number.NaN, 1_000_000]) expect(() => demoAccountsOf(count)).toThrow(RangeError);
  });
});
