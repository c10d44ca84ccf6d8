import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { ProofsOfWork } from '../../server/checks/proofs-of-work.ts';
import { AccountStore } from '../../server/identity/account-store.ts';
import type { Account, OwnerId } from '../../server/identity/accounts.ts';
import { allAccounts } from '../../server/identity/all-accounts.ts';
import { demoAccountsOf } from '../../server/identity/demo-accounts.ts';
import { Devices } from '../../server/identity/devices.ts';
import { Guesses } from '../../server/identity/guesses.ts';
import { Limits } from '../../server/identity/limits.ts';
import { hashPassPhrase } from '../../server/identity/pass-phrases.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { MOST_SESSIONS, Sessions } from '../../server/identity/sessions.ts';
import { SignIn, type SignInAttempt } from '../../server/identity/sign-in.ts';
import { FairQueue } from '../../server/limits/fair-queue.ts';
import { solveWork } from '../../verification/actors/captcha.ts';
import { idNumberOf, mobileOf } from '../../verification/actors/citizens.ts';
import { everythingIn } from '../support/keyspace.ts';
import { redisOfFile } from '../support/redis.ts';
import { WIDE, wideQueue } from './wide-queue.ts';

const PASS_PHRASE = 'correct horse battery';
const personal = new PersonalData(randomBytes(32));
const now = 1_800_000_000_000;
/** How long each wrong answer was kept back, in ms. */
const pauses: number[] = [];
const workKey = randomBytes(32);
const devices = new Devices(randomBytes(32), 'applicants');

type Others = Partial<Pick<ConstructorParameters<typeof SignIn<Account>>[0], 'accounts' | 'unhashed'>>;

/** One node; all of them share the counts. */
const node = (realm: 'applicants' | 'desk' = 'applicants', queue = wideQueue(), others: Others = {}): SignIn => {
  const clock = () => now;
  const limits = new Limits({ redis, personal, now: clock, ...(realm === 'desk' ? { realm } : {}) });
  const work = new ProofsOfWork({ redis, key: workKey, now: clock });
  const pause = async (ms: number): Promise<void> => void pauses.push(ms);
  const guesses = new Guesses({ limits, work, realm, perAddress: 50, cheapest: 50, pause });
  return new SignIn({ accounts, sessions, guesses, queue, now: clock, ...others });
};

const server = await redisOfFile();
const redis = await server.client();
const accounts = new AccountStore(redis, personal);
const sessions = new Sessions({ redis, accounts, now: () => now });
const signIn = node();
const desk = node('desk');

/** Makes an account; answers its owner. */
const settle = async (n: number): Promise<OwnerId> => {
  const owner = accounts.ownerOf('individual', idNumberOf(n));
  const person = { userName: `person${n}`, name: '张三丰', number: idNumberOf(n), mobile: mobileOf(n), agent: null };
  const account = { owner, kind: 'individual', inPerson: true, mustChange: false, person } as const;
  await accounts.create(account, await hashPassPhrase(PASS_PHRASE));
  return owner;
};
/** Tries once, without any work. */
const bare = (userName: string, passPhrase: string, address = '10.0.0.1', more: Partial<SignInAttempt> = {}) =>
  signIn.signIn({ userName, passPhrase, address, ...more });
/** Tries as a client does, which does the work that is asked for. */
const attempt = async (
  userName: string,
  passPhrase: string,
  address = '10.0.0.1',
  { at = signIn, ...more }: Partial<SignInAttempt> & { at?: SignIn } = {},
) => {
  const given = { userName, passPhrase, address, ...more };
  const said = await at.signIn(given);
  const challenge = 'refused' in said ? said.facts?.work : undefined;
  return challenge === undefined ? said : at.signIn({ ...given, work: solveWork(challenge) });
};
const WRONG = 'wrong horse battery';
const guess = async (times: number, userName: string, addressOf: (i: number) => string): Promise<void> => {
  for (let i = 0; i < times; i += 1)
    expect(await attempt(userName, WRONG, addressOf(i))).toEqual({ refused: 'signInWrong' });
};

test('ACCT-3 the right pass-phrase begins a session; the name may be written in any case', async () => {
  await settle(1);
  const said = await attempt(' PERSON1'.trim(), PASS_PHRASE);
  if ('refused' in said) throw new Error(said.refused);
  expect(said.account).toMatchObject({ userName: 'person1', displayName: '张*丰', inPerson: true, vehicles: [] });
  expect((await sessions.find(said.token))?.owner).toBe(said.account.owner);
});

test('ACCT-3 a wrong pass-phrase and an unknown name are refused alike', async () => {
  await settle(2);
  expect(await attempt('person2', WRONG, '10.0.0.2')).toEqual({ refused: 'signInWrong' });
  expect(await attempt('nobody', PASS_PHRASE, '10.0.0.2')).toEqual({ refused: 'signInWrong' });
});

test('ACCT-3 guesses at an applicant’s pass-phrase keep nobody out of the desk, nor the other way round', async () => {
  await settle(21);
  const address = '10.0.0.21';
  await guess(10, 'person21', () => address);
  expect(await attempt('person21', PASS_PHRASE, address)).toMatchObject({ refused: 'tooManyRequests' });
  expect(await bare('person21', PASS_PHRASE, '10.0.0.22')).toMatchObject({ refused: 'workRequired' });
  expect(await desk.signIn({ userName: 'person21', passPhrase: PASS_PHRASE, address })).toHaveProperty('token');
});

test('ACCT-3 wrong ones want work first, then time, and then a name is barred at that address, and at no other', async () => {
  await settle(3);
  pauses.length = 0;
  for (let i = 0; i < 3; i += 1) expect(await bare('person3', WRONG, '10.0.3.1')).toEqual({ refused: 'signInWrong' });
  expect(await bare('person3', WRONG, '10.0.3.1')).toMatchObject({ refused: 'workRequired' });
  expect(pauses).toEqual([]);
  await guess(7, 'person3', () => '10.0.3.1');
  expect(pauses).toEqual([400, 800, 1_200, 1_600, 2_000, 2_000, 2_000]);
  const said = await attempt('person3', PASS_PHRASE, '10.0.3.1');
  expect(said).toMatchObject({ refused: 'tooManyRequests', facts: { notBefore: expect.any(Number) } });
  if (!('refused' in said)) throw new Error('not refused');
  expect(said.facts?.notBefore).toBeGreaterThan(now + 14 * 60_000);
  expect(said.facts?.notBefore).toBeLessThanOrEqual(now + 15 * 60_000);
  expect(await attempt('person3', PASS_PHRASE, '10.0.3.99')).toHaveProperty('token');
});

test('ACCT-3 names that do not exist want work and are barred like those that do', async () => {
  await guess(10, 'no-such-person', () => '10.0.4.1');
  expect(await attempt('no-such-person', PASS_PHRASE, '10.0.4.1')).toMatchObject({ refused: 'tooManyRequests' });
  expect(await bare('no-such-person', PASS_PHRASE, '10.0.4.2')).toMatchObject({ refused: 'workRequired' });
});

test('ACCT-3 a right pass-phrase in between begins the count afresh', async () => {
  await settle(5);
  for (let round = 0; round < 2; round += 1) {
    await guess(9, 'person5', () => '10.0.5.1');
    expect(await attempt('person5', PASS_PHRASE, '10.0.5.1')).toHaveProperty('token');
  }
});

test('SAFE-3 wherever strangers guess at a name, its owner gets in from a browser or an address of before', async () => {
  await settle(6);
  const browser = devices.idOf(devices.mark(undefined, 'person6'), 'person6');
  expect(browser).toBeDefined();
  expect(await bare('person6', PASS_PHRASE, '10.0.6.1')).toHaveProperty('token');
  // A guesser with a thousand addresses, up to the bar of the day.
  for (let i = 0; i < 300; i += 1) await attempt('person6', WRONG, `10.6.${i % 100}.1`);
  expect(await attempt('person6', PASS_PHRASE, '10.0.6.2')).toMatchObject({ refused: 'tooManyRequests' });
  expect(await bare('person6', PASS_PHRASE, '10.0.6.1')).toHaveProperty('token');
  expect(await bare('person6', PASS_PHRASE, '10.0.6.3', { device: browser })).toHaveProperty('token');
  // The browser of another name is none of this name's.
  expect(devices.idOf(devices.mark(undefined, 'person5'), 'person6')).toBeUndefined();
});

test('SAFE-3 a stolen device cookie is good for twenty guesses a day, and then for none', async () => {
  await settle(61);
  const device = devices.idOf(devices.mark(undefined, 'person61'), 'person61');
  for (let i = 0; i < 20; i += 1)
    expect(await bare('person61', WRONG, `10.0.61.${i}`, { device })).toEqual({ refused: 'signInWrong' });
  for (let i = 0; i < 3; i += 1) await bare('person61', WRONG, '10.0.61.99', { device });
  expect(await bare('person61', WRONG, '10.0.61.99', { device })).toMatchObject({ refused: 'workRequired' });
});

test('SAFE-3 one machine that guesses shuts out nobody who shares its address', async () => {
  const address = '10.0.7.1';
  for (let i = 0; i < 120; i += 1) await attempt(`nobody${i}`, WRONG, address);
  for (let n = 71; n < 75; n += 1) {
    await settle(n);
    expect(await bare(`person${n}`, PASS_PHRASE, address)).toMatchObject({ refused: 'workRequired' });
    expect(await attempt(`person${n}`, PASS_PHRASE, address)).toHaveProperty('token');
  }
  await settle(75);
  expect(await bare('person75', PASS_PHRASE, '10.0.7.2')).toHaveProperty('token');
});

test('SAFE-3 the work grows dearer with every guess at a name, and each proof serves once and for its own name', async () => {
  await guess(10, 'person8x', (i) => `10.0.8.${i}`);
  const priceAt = async (address: string): Promise<number> => {
    const said = await bare('person8x', WRONG, address);
    if (!('refused' in said) || said.facts?.work === undefined) throw new Error('no work was asked for');
    return said.facts.work.maxNumber;
  };
  const first = await priceAt('10.0.8.100');
  await guess(30, 'person8x', (i) => `10.8.1.${i}`);
  expect(await priceAt('10.0.8.100')).toBeGreaterThan(3 * first);
  const said = await bare('person8x', WRONG, '10.0.8.101');
  const work = 'refused' in said && said.facts?.work ? solveWork(said.facts.work) : undefined;
  if (work === undefined) throw new Error('no work was asked for');
  const withIt = { work };
  expect(await bare('person8x', WRONG, '10.0.8.102', withIt)).toMatchObject({ refused: 'workRequired' });
  expect(await bare('person8x', WRONG, '10.0.8.101', withIt)).toEqual({ refused: 'signInWrong' });
  expect(await bare('person8x', WRONG, '10.0.8.101', withIt)).toMatchObject({ refused: 'workRequired' });
  const made = { work: { ...work, salt: work.salt.replace(/^.{16}/, 'AAAAAAAAAAAAAAAA') } };
  expect(await bare('person8x', WRONG, '10.0.8.101', made)).toMatchObject({ refused: 'workRequired' });
});

test('ACCT-3 of many guesses at once no more are judged than one after another', async () => {
  await settle(9);
  const atOnce = node('applicants', new FairQueue({ ...WIDE, width: 40 }));
  const said = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      atOnce.signIn({ userName: 'person9', passPhrase: WRONG, address: `10.0.9.${i}` }),
    ),
  );
  expect(said.filter((each) => 'refused' in each && each.refused === 'signInWrong')).toHaveLength(10);
});

test('SAFE-3 one account’s flood of right sign-ins is turned away at once, and others come in beside it', async () => {
  await settle(10);
  await settle(11);
  const queue = new FairQueue({ width: 2, most: 50, each: 4, longestMs: 60_000, now: () => performance.now() });
  const crowded = node('applicants', queue);
  const right = (userName: string, address: string) => crowded.signIn({ userName, passPhrase: PASS_PHRASE, address });
  const flood = Promise.all(Array.from({ length: 900 }, () => right('person10', '10.0.10.1')));
  expect(await right('person11', '10.0.10.2')).toHaveProperty('token');
  const said = await flood;
  expect(said.filter((each) => 'token' in each)).toHaveLength(4);
  const refused = { refused: 'tooManyRequests', facts: { notBefore: now + 2_000 } };
  expect(said.filter((each) => !('token' in each))).toEqual(Array.from({ length: 896 }, () => refused));
});

test('SAFE-3 names that are not hashed wait for no hashing: a crowd of them comes in while the queue before it is full', async () => {
  const demos = demoAccountsOf(200);
  const both = allAccounts(accounts, [demos]);
  const full = new FairQueue({ width: 1, most: 0, each: 4, longestMs: 60_000, now: () => performance.now() });
  const unhashed = { isOne: async (name: string) => (await demos.byUserName(name)) !== undefined, queue: wideQueue() };
  const crowded = node('applicants', full, { accounts: both, unhashed });
  let hashed: () => void = () => undefined;
  const hashing = full.pass({ lane: '', whose: '' }, () => new Promise<void>((resolve) => (hashed = resolve)));
  const enter = (userName: string, passPhrase: string, n: number) =>
    crowded.signIn({ userName, passPhrase, address: `10.1.0.${n}` });
  const said = await Promise.all(Array.from({ length: 200 }, (_, i) => enter(`demo${i + 1}`, 'demo', i)));
  expect(said.filter((each) => 'token' in each)).toHaveLength(200);
  for (const other of ['person10', 'nobody-knows', 'demo201', 'demo01'])
    expect(await enter(other, PASS_PHRASE, 201)).toMatchObject({ refused: 'tooManyRequests' });
  hashed();
  await hashing;
});

test('SAFE-3 right sign-ins are counted too, by account and by address: beyond some each wants work', async () => {
  const owner = await settle(12);
  for (let i = 0; i < 60; i += 1) expect(await attempt('person12', PASS_PHRASE, '10.0.12.1')).toHaveProperty('token');
  expect(await bare('person12', PASS_PHRASE, '10.0.12.2')).toMatchObject({ refused: 'workRequired' });
  await settle(13);
  expect(await bare('person13', PASS_PHRASE, '10.0.12.1')).toMatchObject({ refused: 'workRequired' });
  expect(await attempt('person13', PASS_PHRASE, '10.0.12.1')).toHaveProperty('token');
  const { length } = await sessions.list(owner, '');
  expect(length).toBe(MOST_SESSIONS);
});

test('ACCT-3 a session that is begun with the old pass-phrase, while it is changed, has ended', async () => {
  const owner = await settle(14);
  const account = await accounts.byOwner(owner);
  const generation = await sessions.generationOf(owner);
  expect(await accounts.isPassPhraseOf(account, PASS_PHRASE)).toBe(true);
  await accounts.setPassPhrase(owner, 'staple correct horses');
  await sessions.endAll(owner);
  expect(await sessions.find(await sessions.start({ owner }, generation))).toBeUndefined();
  expect(await attempt('person14', PASS_PHRASE, '10.0.14.1')).toEqual({ refused: 'signInWrong' });
  expect(await attempt('person14', 'staple correct horses', '10.0.14.1')).toHaveProperty('token');
});

test('ACCT-4 Redis holds neither names, numbers, mobiles nor addresses', async () => {
  const everything = await everythingIn(redis);
  for (const secret of ['person1', '张三丰', idNumberOf(1), mobileOf(1), '10.0.3', 'guess1', PASS_PHRASE])
    expect(everything).not.toContain(secret);
});
