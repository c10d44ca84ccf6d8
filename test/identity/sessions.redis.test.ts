import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Account, OwnerId } from '../../server/identity/accounts.ts';
import { demoAccountsOf } from '../../server/identity/demo-accounts.ts';
import { MOST_SESSIONS, SESSION_TTL_SECONDS, Sessions } from '../../server/identity/sessions.ts';
import { redisOfFile } from '../support/redis.ts';

const accounts = demoAccountsOf(3);

const server = await redisOfFile();
const redis = await server.client();
const sessions = new Sessions({ redis, accounts });

const demo = async (userName: string): Promise<Account> => {
  const account = await accounts.byUserName(userName);
  if (account === undefined) throw new Error(`no ${userName}`);
  return account;
};

test('FLOW-4 any node finds a session, and each device has one of its own', async () => {
  const account = await demo('demo1');
  const [phone, desk] = [await sessions.start(account, 0), await sessions.start(account, 0)];
  expect(phone).not.toBe(desk);
  const otherNode = new Sessions({ redis: await server.client(), accounts });
  expect(await otherNode.find(phone)).toEqual(account);
  await otherNode.end(phone);
  expect(await sessions.find(phone)).toBeUndefined();
  expect(await sessions.find(desk)).toEqual(account);
});

test('SAFE-3 a token is 256 random bits, and Redis can tell no more than whether it is one', async () => {
  const owners = Array.from({ length: 200 }, (_, i) => ({ owner: `demo-o${i}` as OwnerId }));
  const tokens = await Promise.all(owners.map((each) => sessions.start(each, 0)));
  const bytes = tokens.map((token) => Buffer.from(token, 'base64url'));
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const each of bytes) expect(each).toHaveLength(32);
  // Of 200 no bit of the 256 is always the same, but by a chance of 1 in 10^57.
  for (let bit = 0; bit < 256; bit += 1) {
    const ones = bytes.filter((each) => ((each[bit >> 3] ?? 0) >> (bit & 7)) & 1).length;
    expect(ones).toBeGreaterThan(0);
    expect(ones).toBeLessThan(tokens.length);
  }
  const keys = await redis.keys('xuanhao:session:*');
  for (const token of tokens) {
    const hashed = createHash('sha256').update(token).digest('base64url');
    expect(keys).toContain(`xuanhao:session:${hashed}`);
  }
});

test('a session ends after 12 hours by the store’s clock, whatever Redis’s own does, and Redis never holds its token', async () => {
  let now = 1_450_000_000_000;
  const timed = new Sessions({ redis, accounts, now: () => now });
  const token = await timed.start(await demo('demo2'), 0);
  now += SESSION_TTL_SECONDS * 1_000 - 1;
  expect(await timed.find(token)).toBeDefined();
  now += 1;
  expect([await timed.find(token), await timed.endedOf([token])]).toEqual([undefined, [token]]);
  expect(token).toMatch(/^[\w-]{43}$/);
  const keys = await redis.keys('xuanhao:session:*');
  const lives = await Promise.all(keys.map((key) => redis.ttl(key)));
  // What is over is cleared away, but no jump of a day signs anybody out.
  expect(Math.max(...lives)).toBeLessThanOrEqual(4 * 86_400);
  expect(Math.min(...lives)).toBeGreaterThan(SESSION_TTL_SECONDS + 86_400);
  const held = [...keys, ...(await Promise.all(keys.map((key) => redis.get(key))))];
  expect(held.join()).not.toContain(token);
});

test('a session whose account is gone is none', async () => {
  const token = await sessions.start(await demo('demo3'), 0);
  expect(await new Sessions({ redis, accounts: demoAccountsOf(2) }).find(token)).toBeUndefined();
});

test('ACCT-3 ending everywhere ends every session of the account, one that is being begun too, and nobody else’s', async () => {
  const [mine, other] = [await demo('demo1'), await demo('demo2')];
  const before = await sessions.generationOf(mine.owner);
  const tokens = [await sessions.start(mine, before), await sessions.start(mine, before)];
  const others = await sessions.start(other, await sessions.generationOf(other.owner));
  expect(await sessions.endedOf([...tokens, others, 'no token'])).toEqual(['no token']);

  await sessions.endAll(mine.owner);
  const begunBefore = await sessions.start(mine, before);
  const begunAfter = await sessions.start(mine, await sessions.generationOf(mine.owner));
  for (const token of [...tokens, begunBefore]) expect(await sessions.find(token)).toBeUndefined();
  expect((await sessions.find(begunAfter))?.userName).toBe('demo1');
  expect((await sessions.find(others))?.userName).toBe('demo2');
  expect(await sessions.endedOf([...tokens, begunAfter, others, begunBefore])).toEqual([...tokens, begunBefore]);
});

test('SAFE-3 what does not look like a token never reaches Redis', async () => {
  const lost = await server.client();
  lost.destroy();
  const deaf = new Sessions({ redis: lost, accounts });
  for (const text of [
    '',
    'x',
    'a'.repeat(42),
    'a'.repeat(44),
    `${'a'.repeat(42)}*`,
    `${'a'.repeat(42)}\n`,
    `${'a'.repeat(43)}\n`,
  ]) {
    expect(await deaf.find(text)).toBeUndefined();
    await expect(deaf.end(text)).resolves.toBeUndefined();
  }
  await expect(deaf.find('a'.repeat(43))).rejects.toThrow();
  expect(await sessions.find('a'.repeat(43))).toBeUndefined();
});

test('ACCT-3 an account has fifty sessions; one more ends the one that was unused longest', async () => {
  let now = 1_800_000_000_000;
  const timed = new Sessions({ redis, accounts, now: () => now });
  const account = await demo('demo3');
  await timed.endAll(account.owner);
  const generation = await timed.generationOf(account.owner);
  const start = async (): Promise<string> => {
    now += 120_000;
    return timed.start(account, generation);
  };
  const tokens: string[] = [];
  while (tokens.length < MOST_SESSIONS) tokens.push(await start());
  now += 120_000;
  const [first = '', second = '', third = ''] = tokens;
  expect(await timed.find(first)).toEqual(account);
  await start();
  expect(await timed.endedOf([first, second, third])).toEqual([second]);
  expect(await timed.list(account.owner, first)).toHaveLength(MOST_SESSIONS);
});

test('ACCT-3 an owner sees where the account is signed in, and ends one session or all', async () => {
  let now = 1_800_000_000_000;
  const timed = new Sessions({ redis, accounts, now: () => now });
  const account = await demo('demo2');
  const stranger = await demo('demo1');
  await timed.endAll(account.owner);
  const generation = await timed.generationOf(account.owner);
  const phone = await timed.start(account, generation, { device: 'phone', address: '203.0.*.*' });
  now += 600_000;
  const computer = await timed.start(account, generation, { device: 'computer', address: '198.51.*.*' });
  const listed = await timed.list(account.owner, phone);
  expect(listed).toMatchObject([
    { device: 'computer', address: '198.51.*.*', begunAt: now, usedAt: now, current: false },
    { device: 'phone', address: '203.0.*.*', begunAt: now - 600_000, usedAt: now - 600_000, current: true },
  ]);
  now += 600_000;
  await timed.find(phone);
  await expect
    .poll(async () => (await timed.list(account.owner, phone))[0])
    .toMatchObject({ usedAt: now, current: true });

  const [, other] = await timed.list(account.owner, phone);
  await timed.endById(stranger.owner, other?.id ?? '');
  expect(await timed.find(computer)).toEqual(account);
  await timed.endById(account.owner, other?.id ?? '');
  expect(await timed.find(computer)).toBeUndefined();
  expect(await timed.list(account.owner, phone)).toHaveLength(1);
  await timed.endAll(account.owner);
  expect(await timed.list(account.owner, phone)).toEqual([]);
});

test('ACCT-3 a session of a server that kept no list joins it when it is used', async () => {
  const now = 1_800_000_000_000;
  const timed = new Sessions({ redis, accounts, now: () => now });
  const account = await demo('demo2');
  await timed.endAll(account.owner);
  const token = await timed.start(account, await timed.generationOf(account.owner));
  await redis.del(['sessions', 'sessions-used'].map((name) => `xuanhao:{identity}:${name}:${account.owner}`));
  const later = new Sessions({ redis, accounts, now: () => now });
  await later.find(token);
  const shown = { begunAt: now, usedAt: now, device: 'program', address: '', current: true };
  await expect.poll(() => later.list(account.owner, token)).toMatchObject([shown]);
});
