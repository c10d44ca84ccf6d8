import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { type DeskAccount, DeskAccounts } from '../../server/desk/accounts.ts';
import { type Demand, removeSecondFactor, SecondFactors } from '../../server/desk/second-factors.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { Authenticator } from '../../verification/actors/authenticator.ts';
import { everythingIn } from '../support/keyspace.ts';
import { redisOfFile } from '../support/redis.ts';

const STEP = 30_000;
const personal = new PersonalData(randomBytes(32));
const server = await redisOfFile();
const redis = await server.client();
const accounts = new DeskAccounts(redis, { demo: true });
let account: DeskAccount;
let now = 1_800_000_000_000;
let made = 0;

const node = (demand: Demand = 'optional', at = redis): SecondFactors =>
  new SecondFactors({ redis: at, personal, now: () => now, issuer: 'Xuanhao 冀B', demand });

beforeEach(async () => {
  made += 1;
  await accounts.create(`manager${made}`, 'manager', now);
  account = await known(`manager${made}`);
});

const known = async (userName: string): Promise<DeskAccount> => {
  const found = await accounts.byUserName(userName);
  if (found === undefined) throw new Error(userName);
  return found;
};
const offered = async (): Promise<{ secret: string; phone: Authenticator }> => {
  const offer = await node().offer(account);
  if (typeof offer === 'string') throw new Error(offer);
  return { secret: offer.secret, phone: new Authenticator(offer.secret) };
};
/** An account whose phone has proved itself; a step later, so that its present code has not served. */
const enrolled = async (): Promise<Authenticator> => {
  const { phone } = await offered();
  expect(await node().confirm(account, phone.code(0, now))).toBe('confirmed');
  now += STEP;
  return phone;
};

test('SAFE-3 one code at two nodes at once lets one of them in, and none later', async () => {
  const phone = await enrolled();
  const nodes = [node(), node('optional', await server.client())];
  for (let round = 0; round < 20; round += 1) {
    const code = phone.code(0, now);
    const judged = await Promise.all([...nodes, ...nodes].map((each) => each.judge(account, code)));
    expect(judged.filter((said) => said === 'right')).toHaveLength(1);
    expect(judged.filter((said) => said === 'oneTimeCodeWrong')).toHaveLength(3);
    expect(await node().judge(account, code)).toBe('oneTimeCodeWrong');
    now += STEP;
  }
});

test('SAFE-3 a code before one that served does not serve, though its step is near', async () => {
  const phone = await enrolled();
  now += STEP;
  expect(await node().judge(account, phone.code(1, now))).toBe('right');
  for (const beside of [-1, 0, 1])
    expect(await node().judge(account, phone.code(beside, now))).toBe('oneTimeCodeWrong');
  now += 2 * STEP;
  expect(await node().judge(account, phone.code(-1, now))).toBe('oneTimeCodeWrong');
  expect(await node().judge(account, phone.code(0, now))).toBe('right');
});

test('ACCT-3 a secret counts from its first code on, and that code has served with it', async () => {
  const { phone } = await offered();
  expect(await node().judge(account, undefined)).toBe('right');
  expect(await node().standingOf(account)).toBe('off');
  expect(await node().confirm(account, phone.wrongCode())).toBe('oneTimeCodeWrong');
  expect(await node().standingOf(account)).toBe('off');
  const code = phone.code(0, now);
  expect(await node().confirm(account, code)).toBe('confirmed');
  expect(await node().standingOf(account)).toBe('on');
  expect(await node().judge(account, undefined)).toBe('oneTimeCodeRequired');
  expect(await node().judge(account, code)).toBe('oneTimeCodeWrong');
  // There is no second one beside it, and nothing is shown again.
  expect(await node().offer(account)).toBe('wrongStage');
  expect(await node().confirm(account, phone.code(1, now))).toBe('wrongStage');
});

test('ACCT-3 a secret that was shown waits ten minutes, and a new one takes its place', async () => {
  const first = await offered();
  const second = await offered();
  expect(second.secret).not.toBe(first.secret);
  expect(await node().confirm(account, first.phone.code(0, now))).toBe('oneTimeCodeWrong');
  now += 10 * 60_000;
  expect(await node().confirm(account, second.phone.code(0, now))).toBe('wrongStage');
  await enrolled();
});

test('ACCT-4 Redis holds no secret that could be read, nor can it be moved to another account', async () => {
  const { secret, phone } = await offered();
  await node().confirm(account, phone.code(0, now));
  for (const text of [secret, phone.hex]) expect(await everythingIn(redis)).not.toContain(text);
  const other = await accounts.create('mallory', 'clerk', now);
  expect(other).not.toBe('accountExists');
  const mallory = await known('mallory');
  const kept = await redis.hGetAll(`xuanhao:{desk}:second-factor:${account.owner}`);
  await redis.hSet(`xuanhao:{desk}:second-factor:${mallory.owner}`, kept);
  now += STEP;
  await expect(node().judge(mallory, phone.code(0, now))).rejects.toThrow();
});

test('ACCT-3 it may be demanded of managers or of everybody; accounts of a demo have none', async () => {
  await accounts.create(`clerk${made}`, 'clerk', now);
  const clerk = await known(`clerk${made}`);
  const demo = await known('demo-manager');
  const standings = async (demand: Demand) =>
    Promise.all([account, clerk, demo].map((each) => node(demand).standingOf(each)));
  expect(await standings('optional')).toEqual(['off', 'off', 'off']);
  expect(await standings('managers')).toEqual(['demanded', 'off', 'off']);
  expect(await standings('everybody')).toEqual(['demanded', 'demanded', 'off']);
  expect(await node().offer(demo)).toBe('demoAccount');
  await enrolled();
  expect(await standings('everybody')).toEqual(['on', 'demanded', 'off']);
});

test('ACCT-3 it goes with its account: another one of the same name has none', async () => {
  await enrolled();
  const { userName } = account;
  await accounts.remove(userName);
  await accounts.create(userName, 'manager', now);
  expect(await node().standingOf(await known(userName))).toBe('off');
});

test('ACCT-3 it is taken off once, with or without the server’s secret, and can be set up anew', async () => {
  await enrolled();
  expect(await node().remove(account)).toBe(true);
  expect(await node().remove(account)).toBe(false);
  expect(await node().judge(account, undefined)).toBe('right');
  await enrolled();
  expect(await removeSecondFactor(redis, account)).toBe(true);
  expect(await node().standingOf(account)).toBe('off');
});
