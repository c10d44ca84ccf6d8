import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { ProofsOfWork } from '../../server/checks/proofs-of-work.ts';
import { AccountStore } from '../../server/identity/account-store.ts';
import { Limits } from '../../server/identity/limits.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { Registration, type RegistrationForm } from '../../server/identity/registration.ts';
import { solveWork } from '../../verification/actors/captcha.ts';
import { creditCodeOf, idNumberOf, mobileOf } from '../../verification/actors/citizens.ts';
import { everythingIn } from '../support/keyspace.ts';
import { redisOfFile } from '../support/redis.ts';
import { limitedCodes, TestGateway } from '../support/sms.ts';
import { wideQueue } from './wide-queue.ts';

let now = 1_800_000_000_000;
let people = 0;
const gateway = new TestGateway();
const personal = new PersonalData(randomBytes(32));
const codeLimits = { codeLifeSeconds: 180, codeResendSeconds: 60, codeEntries: 5 };

const server = await redisOfFile();
const redis = await server.client();
const accounts = new AccountStore(redis, personal);
const limits = new Limits({ redis, personal, now: () => now });
const codeKey = randomBytes(32);
const limited = limitedCodes(gateway, limits);
const work = new ProofsOfWork({ redis, key: randomBytes(32), now: () => now });
const paying = { work, cheapest: 100, queue: wideQueue() };
const around = { redis, personal, accounts, codeKey, codeLimits, limits, ...paying, now: () => now };
const registration = new Registration({ ...around, demo: false, gateway: limited });
beforeEach(() => {
  gateway.down = false;
  people += 1;
});

const form = (changed: Partial<RegistrationForm> = {}): RegistrationForm => ({
  name: '张三丰',
  idNumber: idNumberOf(people),
  mobile: mobileOf(people),
  userName: '',
  passPhrase: 'correct horse battery',
  ...changed,
});
const begin = async (changed: Partial<RegistrationForm> = {}) => {
  const begun = await registration.begin(form(changed), '10.0.0.1');
  if (!('id' in begun)) throw new Error(JSON.stringify(begun));
  return begun;
};

test('ACCT-1 a code proves the mobile, and the account can look things up, not choose', async () => {
  const begun = await begin();
  expect(begun.code).toMatchObject({ sentAt: now, expiresAt: now + 180_000, resendFrom: now + 60_000, entriesLeft: 5 });
  expect(gateway.messages.at(-1)).toMatchObject({ to: mobileOf(people), purpose: 'code' });
  const done = await registration.complete(begun.id, gateway.lastCode);
  expect(done).toEqual({ userName: expect.stringMatching(/^u\d{9}$/) });
  const account = await accounts.byOwner(accounts.ownerOf('individual', idNumberOf(people)));
  expect(account).toMatchObject({ ...done, displayName: '张*丰', kind: 'individual', inPerson: false, vehicles: [] });
  expect(await accounts.isPassPhraseOf(account, 'correct horse battery')).toBe(true);
});

test('SAFE-1 ACCT-1 completing twice with the right code is answered the same; with another it has ended', async () => {
  const { id } = await begin();
  const first = await registration.complete(id, gateway.lastCode);
  expect(await registration.complete(id, gateway.lastCode)).toEqual(first);
  expect(await registration.complete(id, gateway.wrongCode)).toEqual({ refused: 'registrationEnded' });
  expect(await registration.again(id)).toEqual({ refused: 'registrationEnded' });
});

test('ACCT-4 every wrong field is named with its own code, and no message is sent', async () => {
  const before = gateway.messages.length;
  const wrong = { name: '', idNumber: '11010519491231002', mobile: '123', userName: 'x', passPhrase: 'short' };
  const said = await registration.begin(form(wrong), '10.0.0.1');
  if (!('problems' in said)) throw new Error('not refused');
  expect(said.problems.map(({ field, code }) => `${field} ${code}`)).toEqual([
    'name missing',
    'idNumber idNumberWrong',
    'mobile mobileWrong',
    'userName userNameWrong',
    'passPhrase passPhraseWeak',
  ]);
  expect(gateway.messages).toHaveLength(before);
});

test('ACCT-1 a pass-phrase that holds the mobile or the identity number will not do', async () => {
  for (const known of [mobileOf(people), idNumberOf(people)])
    expect(await registration.begin(form({ passPhrase: `mine is ${known}` }), '10.0.0.1')).toMatchObject({
      problems: [{ field: 'passPhrase', code: 'passPhraseWeak' }],
    });
});

test('ACCT-3 a pass-phrase that many people choose will not do', async () => {
  expect(await registration.begin(form({ passPhrase: 'Password2026' }), '10.0.0.1')).toMatchObject({
    problems: [{ field: 'passPhrase', code: 'passPhraseCommon' }],
  });
});

test('ACCT-1 who is registered already is told so, but only behind a code to a telephone of his own', async () => {
  await registration.complete((await begin()).id, gateway.lastCode);
  now += 61_000;
  const again = await begin({ mobile: mobileOf(900) });
  expect(await registration.complete(again.id, gateway.wrongCode)).toMatchObject({ refused: 'codeWrong' });
  expect(await registration.complete(again.id, gateway.lastCode)).toEqual({ refused: 'alreadyRegistered' });
});

test('ACCT-1 an identity number has one account, also where two registrations of it are completed at once', async () => {
  const [one, oneCode] = [await begin(), gateway.lastCode];
  const [two, twoCode] = [await begin({ mobile: mobileOf(903) }), gateway.lastCode];
  const both = await Promise.all([registration.complete(one.id, oneCode), registration.complete(two.id, twoCode)]);
  expect(both.filter((said) => 'userName' in said)).toHaveLength(1);
  expect(both.find((said) => !('userName' in said))).toEqual({ refused: 'alreadyRegistered' });
});

test('ACCT-2 an organisation does not register on the web', async () => {
  expect(await registration.begin(form({ idNumber: creditCodeOf(1) }), '10.0.0.1')).toMatchObject({
    problems: [{ field: 'idNumber', code: 'idNumberWrong' }],
  });
});

test('ACCT-1 a user name belongs to one account, also where two ask for it at once', async () => {
  const [one, oneCode] = [await begin({ userName: 'Zhang_3' }), gateway.lastCode];
  const [two, twoCode] = [await begin({ idNumber: idNumberOf(901), userName: 'zhang_3' }), gateway.lastCode];
  const both = await Promise.all([registration.complete(one.id, oneCode), registration.complete(two.id, twoCode)]);
  const taken = { problems: [{ field: 'userName', code: 'userNameTaken' }] };
  expect(both.filter((said) => 'userName' in said)).toEqual([{ userName: 'zhang_3' }]);
  expect(both.find((said) => !('userName' in said))).toMatchObject(taken);
  expect(await registration.begin(form({ idNumber: idNumberOf(902), userName: 'ZHANG_3' }), '10.0.0.1')).toMatchObject(
    taken,
  );
});

test('SMS-2 ACCT-1 a code is sent once in 60 s, lives 180 s, and dies after five wrong entries', async () => {
  const { id, code } = await begin();
  expect(await registration.again(id)).toEqual({ refused: 'codeTooSoon', facts: { notBefore: code.resendFrom } });
  for (const entriesLeft of [4, 3, 2, 1, 0])
    expect(await registration.complete(id, gateway.wrongCode)).toEqual({
      refused: 'codeWrong',
      facts: { entriesLeft },
    });
  expect(await registration.complete(id, gateway.lastCode)).toEqual({ refused: 'codeDead' });
  now += 60_000;
  expect(await registration.again(id)).toMatchObject({ code: { entriesLeft: 5 } });
  now += 180_000;
  expect(await registration.complete(id, gateway.lastCode)).toEqual({ refused: 'codeDead' });
  expect(await registration.again(id)).toHaveProperty('code');
  expect(await registration.complete(id, gateway.lastCode)).toHaveProperty('userName');
});

test('SMS-2 of many codes entered at once no more than five are judged', async () => {
  const { id } = await begin();
  const guesses = Array.from({ length: 30 }, () => registration.complete(id, gateway.wrongCode));
  const judged = (await Promise.all(guesses)).filter((said) => 'refused' in said && said.refused === 'codeWrong');
  expect(judged).toHaveLength(5);
});

test('SMS-2 a code of one registration never works for another', async () => {
  const [mine, mineCode] = [await begin(), gateway.lastCode];
  const others = await begin({ idNumber: idNumberOf(903), mobile: mobileOf(903) });
  if (mineCode !== gateway.lastCode)
    expect(await registration.complete(others.id, mineCode)).toMatchObject({ refused: 'codeWrong' });
  expect(await registration.complete(mine.id, mineCode)).toHaveProperty('userName');
});

test('SMS-4 a gateway that is down is said, and the code may be asked for again at once', async () => {
  const { id } = await begin();
  now += 60_000;
  gateway.down = true;
  expect(await registration.again(id)).toEqual({ refused: 'gatewayDown' });
  gateway.down = false;
  expect(await registration.again(id)).toMatchObject({ code: { sentAt: now } });
  expect(await registration.complete(id, gateway.lastCode)).toHaveProperty('userName');
});

test('ACCT-1 strangers cannot have one mobile flooded with messages', async () => {
  const mobile = mobileOf(904);
  for (let i = 0; i < 3; i += 1) await begin({ mobile });
  expect(await registration.begin(form({ mobile }), '10.0.0.1')).toMatchObject({
    refused: 'tooManyCodes',
    facts: { notBefore: expect.any(Number) },
  });
});

test('ACCT-1 a registration that waited half an hour is gone', async () => {
  const { id } = await begin();
  const key = (await redis.keys('*registration:*')).find((each) => !each.includes('limit'));
  if (key === undefined) throw new Error('no registration is kept');
  const life = await redis.pTTL(key);
  expect(life).toBeGreaterThan(0);
  expect(life).toBeLessThanOrEqual(30 * 60_000);
  expect(await registration.complete(randomBytes(32).toString('base64url'), '123456')).toEqual({
    refused: 'registrationEnded',
  });
  expect(await registration.mailboxOf(id)).toMatchObject({ mobile: mobileOf(people) });
});

test('ACCT-4 Redis holds nothing personal of those who register', async () => {
  const { id } = await begin({ userName: 'somebody_new' });
  const everything = await everythingIn(redis);
  for (const secret of [
    id,
    'somebody_new',
    '张三丰',
    idNumberOf(people),
    mobileOf(people),
    gateway.lastCode,
    '10.0.0.1',
  ])
    expect(everything).not.toContain(secret);
});

test('SAFE-3 a hundred people behind one address register within an hour, doing work from the twenty-first on', async () => {
  let worked = 0;
  for (let i = 0; i < 100; i += 1) {
    people += 1;
    const given = form();
    const said = await registration.begin(given, '10.0.1.1');
    const challenge = 'refused' in said ? said.facts?.work : undefined;
    if (challenge !== undefined) worked += 1;
    const begun =
      challenge === undefined ? said : await registration.begin({ ...given, work: solveWork(challenge) }, '10.0.1.1');
    expect(begun).toHaveProperty('id');
  }
  expect(worked).toBe(80);
  people += 1;
  expect(await registration.begin(form(), '10.0.1.2')).toHaveProperty('id');
});
