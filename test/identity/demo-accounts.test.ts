import { describe, expect, test } from 'vitest';
import { selectionId } from '../../protocol/ids.ts';
import type { Account, OwnerId } from '../../server/identity/accounts.ts';
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
    for (const fact of ['userName', 'displayName', 'phone', 'owner'] as const) {
      expect(new Set(accounts.map((account) => account[fact])).size).toBe(500);
    }
    const vehicles = accounts.flatMap((account) => account.vehicles);
    for (const fact of ['vin', 'selection'] as const) {
      expect(new Set(vehicles.map((vehicle) => vehicle[fact])).size).toBe(500);
    }
  });

  test('are marked as demo, have valid VINs, and can be nobody real', async () => {
    for (const account of await all(300)) {
      expect(account.demo).toBe(true);
      expect(account.displayName).toMatch(/^演示申请人 \d+$/);
      const [vehicle] = account.vehicles;
      expect(isValidVin(vehicle?.vin ?? '')).toBe(true);
      expect(vehicle?.vin).toMatch(/^0/);
      expect(selectionId.safeParse(vehicle?.selection).success).toBe(true);
      expect(account.phone).toMatch(/^100\d{8}$/);
      expect(isValidMobile(account.phone)).toBe(false);
    }
  });

  test('are the same on every node, however many there are', async () => {
    expect(await demoAccountsOf(10).byUserName('demo7')).toEqual(await demoAccountsOf(999_999).byUserName('demo7'));
    const last = await demoAccountsOf(999_999).byUserName('demo999999');
    expect(last).toMatchObject({ owner: 'demo-o999999', vehicles: [{ selection: 'demo-v999999' }] });
    expect(await demoAccountsOf(999_999).byOwner('demo-o999999' as OwnerId)).toEqual(last);
  });

  test('sign in with the demo pass-phrase, and no other', async () => {
    const accounts = demoAccountsOf(10);
    const account = await accounts.byUserName('demo10');
    expect(await accounts.isPassPhraseOf(account, DEMO_PASS_PHRASE)).toBe(true);
    expect(await accounts.isPassPhraseOf(undefined, DEMO_PASS_PHRASE)).toBe(false);
    for (const passPhrase of ['', 'Demo', 'demo ', 'demo10']) {
      expect(await accounts.isPassPhraseOf(account, passPhrase)).toBe(false);
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
    expect(await accounts.byOwner(userName.replace('demo', 'demo-o') as OwnerId)).toBeUndefined();
  });

  test('with a count of 0 there are none; a count that makes no sense is a broken promise', async () => {
    expect(await demoAccountsOf(0).byUserName('demo1')).toBeUndefined();
    for (const count of [-1, 1.5, Number.NaN, 1_000_000]) expect(() => demoAccountsOf(count)).toThrow(RangeError);
  });
});
