import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountStore } from '../../server/identity/account-store.ts';
import type { OwnerId } from '../../server/identity/accounts.ts';
import { Limits } from '../../server/identity/limits.ts';
import { hashPassPhrase } from '../../server/identity/pass-phrases.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { Sessions } from '../../server/identity/sessions.ts';
import { SignIn } from '../../server/identity/sign-in.ts';
import type { RedisClient } from '../../server/redis/client.ts';
import { idNumberOf, mobileOf } from '../support/citizens.ts';
import { everythingIn } from '../support/keyspace.ts';
import { openTestRedis, type TestRedis } from '../support/redis.ts';

const PASS_PHRASE = 'correct horse battery';
let server: TestRedis;
let redis: RedisClient;
let accounts: AccountStore;
let sessions: Sessions;
let signIn: SignIn;
const personal = new PersonalData(randomBytes(32));
const now = 1_800_000_000_000;

beforeAll(async () => {
  server = await openTestRedis();
  redis = await server.client();
  accounts = new AccountStore(redis, personal);
  sessions = new Sessions({ redis, accounts });
  signIn = new SignIn(accounts, sessions, new Limits({ redis, personal, now: () => now }));
});
afterAll(() => server.stop());

/** Makes an account; answers its owner. */
const settle = async (n: number): Promise<OwnerId> => {
  const owner = accounts.ownerOf('individual', idNumberOf(n));
  const person = { userName: `person${n}`, name: '张三丰', number: idNumberOf(n), mobile: mobileOf(n), agent: null };
  const account = { owner, kind: 'individual', inPerson: true, mustChange: false, person } as const;
  await accounts.create(account, await hashPassPhrase(PASS_PHRASE));
  return owner;
};
const attempt = (userName: string, passPhrase: string, address = '10.0.0.1') =>
  signIn.signIn({ userName, passPhrase, address });

test('ACCT-3 the right pass-phrase begins a session; the name may be written in any case', async () => {
  await settle(1);
  const said = await attempt(' PERSON1'.trim(), PASS_PHRASE);
  if ('refused' in said) throw new Error(said.refused);
  expect(said.account).toMatchObject({ userName: 'person1', displayName: '张*丰', inPerson: true, vehicles: [] });
  expect((await sessions.find(said.token))?.owner).toBe(said.account.owner);
});

test('ACCT-3 a wrong pass-phrase and an unknown name are refused alike', async () => {
  await settle(2);
  expect(await attempt('person2', 'wrong horse battery', '10.0.0.2')).toEqual({ refused: 'signInWrong' });
  expect(await attempt('nobody', PASS_PHRASE, '10.0.0.2')).toEqual({ refused: 'signInWrong' });
});

test('ACCT-3 guesses at an applicant’s pass-phrase keep nobody out of the desk, nor the other way round', async () => {
  await settle(21);
  const address = '10.0.0.21';
  const desk = new SignIn(accounts, sessions, new Limits({ redis, personal, now: () => now, realm: 'desk' }));
  const atDesk = (passPhrase: string) => desk.signIn({ userName: 'person21', passPhrase, address });
  for (let i = 0; i < 10; i += 1) await attempt('person21', `guess ${i}`, address);
  expect(await attempt('person21', PASS_PHRASE, address)).toMatchObject({ refused: 'tooManyRequests' });
  expect(await atDesk(PASS_PHRASE)).toHaveProperty('token');
  for (let i = 0; i < 100; i += 1) await desk.signIn({ userName: `nobody${i}`, passPhrase: 'guess', address });
  expect(await atDesk(PASS_PHRASE)).toMatchObject({ refused: 'tooManyRequests' });
  await settle(22);
  expect(await attempt('person22', PASS_PHRASE, address)).toHaveProperty('token');
});

test('ACCT-3 ten wrong pass-phrases close one account for a while, wherever they come from, and no other', async () => {
  await settle(3);
  await settle(4);
  for (let i = 0; i < 10; i += 1)
    expect(await attempt('person3', 'wrong horse battery', `10.0.3.${i}`)).toEqual({ refused: 'signInWrong' });
  const said = await attempt('person3', PASS_PHRASE, '10.0.3.99');
  expect(said).toMatchObject({ refused: 'tooManyRequests', facts: { notBefore: expect.any(Number) } });
  if (!('refused' in said)) throw new Error('not refused');
  expect(said.facts?.notBefore).toBeGreaterThan(now + 14 * 60_000);
  expect(said.facts?.notBefore).toBeLessThanOrEqual(now + 15 * 60_000);
  expect(await attempt('person4', PASS_PHRASE, '10.0.3.0')).toHaveProperty('token');
});

test('ACCT-3 names that do not exist are closed like those that do', async () => {
  for (let i = 0; i < 10; i += 1) await attempt('no-such-person', 'wrong horse battery', `10.0.4.${i}`);
  expect(await attempt('no-such-person', PASS_PHRASE, '10.0.4.99')).toMatchObject({ refused: 'tooManyRequests' });
});

test('ACCT-3 a right pass-phrase in between begins the count afresh', async () => {
  await settle(5);
  for (let round = 0; round < 2; round += 1) {
    for (let i = 0; i < 9; i += 1) await attempt('person5', 'wrong horse battery', '10.0.5.1');
    expect(await attempt('person5', PASS_PHRASE, '10.0.5.1')).toHaveProperty('token');
  }
});

test('ACCT-3 a hundred wrong ones from one address close the door to it, and to no other address', async () => {
  await settle(6);
  const address = '10.0.6.1';
  const names = Array.from({ length: 100 }, (_, i) => `guess${i}`);
  await Promise.all(names.map((name) => attempt(name, 'wrong horse battery', address)));
  expect(await attempt('person6', PASS_PHRASE, address)).toMatchObject({ refused: 'tooManyRequests' });
  expect(await attempt('person6', PASS_PHRASE, '10.0.6.2')).toHaveProperty('token');
});

test('ACCT-3 of many guesses at once no more are judged than one after another', async () => {
  await settle(7);
  const said = await Promise.all(
    Array.from({ length: 40 }, (_, i) => attempt('person7', 'wrong horse battery', `10.0.7.${i}`)),
  );
  expect(said.filter((each) => 'refused' in each && each.refused === 'signInWrong')).toHaveLength(10);
});

test('ACCT-3 a session that is begun with the old pass-phrase, while it is changed, has ended', async () => {
  const owner = await settle(8);
  const account = await accounts.byOwner(owner);
  const generation = await sessions.generationOf(owner);
  expect(await accounts.isPassPhraseOf(account, PASS_PHRASE)).toBe(true);
  await accounts.setPassPhrase(owner, 'staple correct horses');
  await sessions.endAll(owner);
  expect(await sessions.find(await sessions.start({ owner }, generation))).toBeUndefined();
  expect(await attempt('person8', PASS_PHRASE, '10.0.8.1')).toEqual({ refused: 'signInWrong' });
  expect(await attempt('person8', 'staple correct horses', '10.0.8.1')).toHaveProperty('token');
});

test('ACCT-4 Redis holds neither names, numbers, mobiles nor addresses', async () => {
  const everything = await everythingIn(redis);
  for (const secret of ['person1', '张三丰', idNumberOf(1), mobileOf(1), '10.0.3', 'guess1', PASS_PHRASE])
    expect(everything).not.toContain(secret);
});
