import { expect, test } from 'vitest';
import { networkOf } from '../../server/engine/peers.ts';
import { ACCOUNT_ALLOWANCES, addressAllowances, SelectConnection } from '../../server/gateway/select-connection.ts';
import { ConnectionQuota } from '../../server/limits/connection-quota.ts';
import type { SelectSocket } from '../../server/push/select-namespace.ts';

const T = 1_000_000;
const socket = {} as SelectSocket;

test('P10 so many connections to each, and room again when one ends', () => {
  const shares = new ConnectionQuota(2, {});
  const first = shares.enter('a', T);
  shares.enter('a', T);
  expect([shares.hasRoom('a'), shares.hasRoom('b')]).toEqual([false, true]);
  shares.leave(first, T);
  expect(shares.hasRoom('a')).toBe(true);
});

test('P10 an allowance is one for all connections, however many there are', () => {
  const shares = new ConnectionQuota<'query'>(100, { query: { perSecond: 1, burst: 10 } });
  const all = Array.from({ length: 50 }, () => shares.enter('a', T));
  const taken = all.filter((share) => share.bucketOf('query', T)?.take(T));
  expect(taken).toHaveLength(10);
  expect(all[0]?.bucketOf('query', T)?.nextAt()).toBe(T + 1_000);
  expect(shares.enter('b', T).bucketOf('query', T)?.take(T)).toBe(true);
});

test('P10 leaving and coming again fills no allowance; who stays away is forgotten', () => {
  const shares = new ConnectionQuota<'query'>(1, { query: { perSecond: 0.001, burst: 1 } });
  const first = shares.enter('a', T);
  expect(first.bucketOf('query', T)?.take(T)).toBe(true);
  shares.leave(first, T);
  shares.tick(T + 59_999);
  expect(shares.size).toBe(1);
  const again = shares.enter('a', T + 59_999);
  expect(again.bucketOf('query', T + 59_999)?.take(T + 59_999)).toBe(false);
  shares.tick(T + 1e9);
  expect(shares.size).toBe(1);
  shares.leave(again, T + 1e9);
  shares.tick(T + 1e9 + 60_000);
  expect(shares.size).toBe(0);
});

test('P10 keys, commands and captchas of an account are bounded over all of its connections', () => {
  const accounts = new ConnectionQuota(100, ACCOUNT_ALLOWANCES);
  const visitors = Array.from(
    { length: 50 },
    () => new SelectConnection(socket, 'signInRequired', [accounts.enter('a', T)]),
  );
  const granted = (kind: 'query' | 'command' | 'captcha', each: number): number =>
    visitors
      .flatMap((visitor) => Array.from({ length: each }, () => visitor.spend(kind, T)))
      .filter((at) => at === null).length;
  expect(granted('captcha', 6)).toBe(60);
  expect(granted('query', 80)).toBe(400);
  expect(granted('command', 20)).toBe(150);
});

test('P10 an address has its own bucket, apart from its accounts’', () => {
  const networks = new ConnectionQuota(20, addressAllowances(20));
  const visitors = Array.from({ length: 20 }, (_, i) => {
    const account = new ConnectionQuota(100, ACCOUNT_ALLOWANCES).enter(String(i), T);
    return new SelectConnection(socket, 'signInRequired', [account, networks.enter('10.0.0.1', T)]);
  });
  const said = visitors.flatMap((visitor) => [visitor.spend('captcha', T), visitor.spend('captcha', T)]);
  expect(said.filter((at) => at === null)).toHaveLength(5);
  const elsewhere = new SelectConnection(socket, 'signInRequired', [networks.enter('10.0.0.2', T)]);
  expect(elsewhere.spend('captcha', T)).toBeNull();
});

test.each([
  ['10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1:2:3:4%eth0', 'fe80:0:0:0::/64'],
  ['2001:db8:1:2:3::', '2001:db8:1:2::/64'],
  ['', ''],
])('P10 who has a whole network of IPv6 is counted as one: %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
