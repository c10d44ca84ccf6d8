import { randomBytes } from 'node:crypto';
import { expect, type MockInstance, test, vi } from 'vitest';
import { ProofsOfWork } from '../../server/checks/proofs-of-work.ts';
import { AccountStore } from '../../server/identity/account-store.ts';
import { Guesses } from '../../server/identity/guesses.ts';
import { Limits } from '../../server/identity/limits.ts';
import { PassPhraseChanges } from '../../server/identity/pass-phrase-changes.ts';
import { hashPassPhrase } from '../../server/identity/pass-phrases.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { Sessions } from '../../server/identity/sessions.ts';
import { SignIn } from '../../server/identity/sign-in.ts';
import { type SigningForm, SigningInPerson } from '../../server/identity/signing-in-person.ts';
import { creditCodeOf, idNumberOf, mobileOf } from '../../verification/actors/citizens.ts';
import { everythingIn } from '../support/keyspace.ts';
import { redisOfFile } from '../support/redis.ts';
import { TestGateway } from '../support/sms.ts';
import { wideQueue } from './wide-queue.ts';

const gateway = new TestGateway();
const personal = new PersonalData(randomBytes(32));

const server = await redisOfFile();
const redis = await server.client();
const accounts = new AccountStore(redis, personal);
const sessions = new Sessions({ redis, accounts });
const signing = new SigningInPerson(accounts, sessions, gateway, {
  desk: '冀B 车管所窗口',
  now: Date.now,
  timeAt: () => '2026-11-23 09:00:05',
  firstLifeMs: 7 * 86_400_000,
});
const limits = new Limits({ redis, personal, now: Date.now });
const changes = new PassPhraseChanges({ accounts, sessions, limits, queue: wideQueue(), now: Date.now });

const individual = (n: number): SigningForm => ({
  kind: 'individual',
  name: '李四',
  idNumber: idNumberOf(n),
  mobile: mobileOf(n),
});
const organisation = (n: number): Extract<SigningForm, { kind: 'organisation' }> => ({
  kind: 'organisation',
  name: '唐山某某运输有限公司',
  creditCode: creditCodeOf(n),
  agentName: '王五',
  agentIdNumber: idNumberOf(n),
  mobile: mobileOf(n),
});
const passPhraseIn = (text = ''): string => /初始口令 ([\w-]+)/.exec(text)?.[1] ?? '';
const sign = async (form: SigningForm, command?: string) => {
  const signed = await signing.sign(form, command);
  if (signed.outcome !== 'signed') throw new Error(JSON.stringify(signed));
  const passPhrase = passPhraseIn(gateway.messages.at(-1)?.text);
  const account = await accounts.byOwner(signed.owner);
  if (account === undefined) throw new Error('no account');
  return { signed, passPhrase, account };
};

test('ACCT-3 after signing, an SMS carries the user name and a pass-phrase that must be changed', async () => {
  const { signed, passPhrase, account } = await sign(individual(1));
  expect(signed).toMatchObject({ renewed: false, message: 'sent' });
  expect(gateway.messages.at(-1)).toMatchObject({ to: mobileOf(1), purpose: 'account' });
  expect(gateway.messages.at(-1)?.text).toContain(signed.userName);
  expect(account).toMatchObject({ userName: signed.userName, displayName: '*四', inPerson: true, mustChange: true });
  expect(await accounts.isPassPhraseOf(account, passPhrase)).toBe(true);

  const changed = await changes.change(
    { account, token: 'of an open session' },
    { passPhrase, newPassPhrase: 'correct horse battery' },
  );
  expect(changed).toMatchObject({ account: { mustChange: false } });
  const after = await accounts.byOwner(signed.owner);
  expect(after?.mustChange).toBe(false);
  expect(await accounts.isPassPhraseOf(after, passPhrase)).toBe(false);
  expect(await accounts.isPassPhraseOf(after, 'correct horse battery')).toBe(true);
});

test('ACCT-3 the change wants the old pass-phrase, a good new one, and ends every other session', async () => {
  const { passPhrase, account } = await sign(individual(2));
  const elsewhere = await sessions.start(account, await sessions.generationOf(account.owner));
  const change = (old: string, next: string) =>
    changes.change({ account, token: 'of an open session' }, { passPhrase: old, newPassPhrase: next });
  expect(await change('wrong horse', 'correct horse battery')).toEqual({ refused: 'signInWrong' });
  expect(await change(passPhrase, 'short')).toMatchObject({ problems: [{ code: 'passPhraseWeak' }] });
  expect(await change(passPhrase, `my ${idNumberOf(2)}`)).toMatchObject({ problems: [{ code: 'passPhraseWeak' }] });
  expect(await change(passPhrase, 'Qwertyuiop1')).toMatchObject({ problems: [{ code: 'passPhraseCommon' }] });
  expect(await change(passPhrase, passPhrase)).toMatchObject({ problems: [{ code: 'passPhraseSame' }] });
  expect((await sessions.find(elsewhere))?.mustChange).toBe(true);

  const changed = await change(passPhrase, 'correct horse battery');
  if (!('token' in changed)) throw new Error(JSON.stringify(changed));
  expect(await sessions.find(elsewhere)).toBeUndefined();
  expect((await sessions.find(changed.token))?.mustChange).toBe(false);
});

test('ACCT-3 an open session is no way to guess the pass-phrase', async () => {
  const { passPhrase, account } = await sign(individual(3));
  const change = (old: string) =>
    changes.change({ account, token: 'left open' }, { passPhrase: old, newPassPhrase: 'correct horse battery' });
  for (let i = 0; i < 10; i += 1) await change(`guess ${i}`);
  expect(await change(passPhrase)).toMatchObject({ refused: 'tooManyRequests' });
  // The stranger who sits at that session keeps the owner at no other from it.
  const own = await changes.change(
    { account, token: 'of the owner' },
    { passPhrase, newPassPhrase: 'horse battery two' },
  );
  expect(own).toHaveProperty('token');
});

test('ACCT-1 signing raises an account from the web; who used it before is out for good', async () => {
  const owner = accounts.ownerOf('individual', idNumberOf(4));
  const person = { userName: 'impostor', name: '李四', number: idNumberOf(4), mobile: mobileOf(400), agent: null };
  const web = { owner, kind: 'individual', inPerson: false, mustChange: false, person } as const;
  await accounts.create(web, await hashPassPhrase('the impostor knows'));
  const token = await sessions.start(web, await sessions.generationOf(owner));

  const { signed, account } = await sign(individual(4));
  expect(signed).toMatchObject({ owner, renewed: true, userName: 'impostor' });
  expect(account).toMatchObject({ inPerson: true, mustChange: true, phone: mobileOf(4) });
  expect(await sessions.find(token)).toBeUndefined();
  expect(await accounts.isPassPhraseOf(account, 'the impostor knows')).toBe(false);
});

test('ACCT-2 an organisation is signed with its code and one agent, whose mobile gets the messages', async () => {
  const { signed, account } = await sign(organisation(5));
  expect(account).toMatchObject({
    kind: 'organisation',
    displayName: '唐山某某运输有限公司',
    inPerson: true,
    phone: mobileOf(5),
  });
  const stored = await accounts.read(signed.owner);
  expect(stored?.person).toMatchObject({ number: creditCodeOf(5), agent: { name: '王五', idNumber: idNumberOf(5) } });
  // The agent as a person is somebody else than the organisation.
  expect(signed.owner).not.toBe(accounts.ownerOf('individual', idNumberOf(5)));
});

test('ACCT-2 an organisation that is signed again keeps its account and has one agent: the new one', async () => {
  const first = await sign(organisation(6));
  const second = await sign({
    ...organisation(6),
    agentName: '赵六',
    agentIdNumber: idNumberOf(7),
    mobile: mobileOf(7),
  });
  expect(second.signed).toMatchObject({ owner: first.signed.owner, userName: first.signed.userName, renewed: true });
  expect((await accounts.read(first.signed.owner))?.person).toMatchObject({
    mobile: mobileOf(7),
    agent: { name: '赵六' },
  });
  expect(await accounts.isPassPhraseOf(second.account, first.passPhrase)).toBe(false);
});

test('ACCT-4 a wrong field is named with its code, and nothing is done', async () => {
  const before = gateway.messages.length;
  const wrong = { ...organisation(8), creditCode: '91130000', agentIdNumber: '1', mobile: '' };
  const said = await signing.sign(wrong);
  if (said.outcome !== 'formWrong') throw new Error('signed');
  expect(said.problems.map(({ field, code }) => `${field} ${code}`)).toEqual([
    'creditCode creditCodeWrong',
    'agentIdNumber idNumberWrong',
    'mobile missing',
  ]);
  expect(gateway.messages).toHaveLength(before);
});

test('ACCT-3 SMS-4 where the message is not taken the desk is told, and signing again sends a new one', async () => {
  gateway.down = true;
  expect(await signing.sign(individual(9))).toMatchObject({ outcome: 'signed', message: 'gatewayDown' });
  gateway.down = false;
  const { signed, passPhrase, account } = await sign(individual(9));
  expect(signed).toMatchObject({ renewed: true, message: 'sent' });
  expect(await accounts.isPassPhraseOf(account, passPhrase)).toBe(true);
});

test('ACCT-3 two desks that sign the same person at once make one account', async () => {
  const signed = await Promise.all([signing.sign(individual(10)), signing.sign(individual(10))]);
  const names = signed.map((each) => (each.outcome === 'signed' ? each.userName : each.outcome));
  expect(new Set(names).size).toBe(1);
  // Two messages went out; one of them has the pass-phrase that is good now, and the other's never is.
  const account = await accounts.byOwner(accounts.ownerOf('individual', idNumberOf(10)));
  const told = gateway.messages.slice(-2).map(({ text }) => passPhraseIn(text));
  const good = await Promise.all(told.map((passPhrase) => accounts.isPassPhraseOf(account, passPhrase)));
  expect(good.filter(Boolean)).toHaveLength(1);
});

/** Has the server die in the midst of signing a person, at one of its steps. */
const breakingOff = async (step: MockInstance<() => Promise<void>>, n: number): Promise<void> => {
  step.mockRejectedValueOnce(new Error('the server has died'));
  await expect(signing.sign(individual(n), `command-${n}`)).rejects.toThrow('died');
  step.mockRestore();
};

test('SAFE-1 ACCT-3 a signing that broke off before its message is finished by the same command: one message, which works', async () => {
  const before = gateway.messages.length;
  await breakingOff(vi.spyOn(sessions, 'endAll'), 11);
  expect(gateway.messages).toHaveLength(before);
  const { signed, passPhrase, account } = await sign(individual(11), 'command-11');
  expect(gateway.messages).toHaveLength(before + 1);
  expect(signed).toMatchObject({ renewed: false, message: 'sent' });
  expect(await accounts.isPassPhraseOf(account, passPhrase)).toBe(true);
});

test('SAFE-1 ACCT-3 where nobody knows whether the message went out, the same one goes out again, under the same id', async () => {
  await breakingOff(vi.spyOn(accounts, 'forgetLetter'), 12);
  const first = gateway.messages.at(-1);
  const { signed, passPhrase, account } = await sign(individual(12), 'command-12');
  expect(gateway.messages.at(-1)).not.toBe(first);
  expect(gateway.messages.at(-1)).toEqual(first);
  expect(first?.id).toMatch(/^[\w-]{22}$/);
  expect(await accounts.isPassPhraseOf(account, passPhrase)).toBe(true);
  // It is known now; a third time nothing is sent, and the answer is the same.
  const count = gateway.messages.length;
  expect(await signing.sign(individual(12), 'command-12')).toEqual(signed);
  expect(gateway.messages).toHaveLength(count);
  // Another command is another signing.
  const renewed = await sign(individual(12), 'command-13');
  expect(renewed.signed.renewed).toBe(true);
  expect(renewed.passPhrase).not.toBe(passPhrase);
});

test('SAFE-1 ACCT-3 who has used the message already is left alone by a command that comes again', async () => {
  await breakingOff(vi.spyOn(accounts, 'forgetLetter'), 14);
  const passPhrase = passPhraseIn(gateway.messages.at(-1)?.text);
  const account = await accounts.byOwner(accounts.ownerOf('individual', idNumberOf(14)));
  if (account === undefined) throw new Error('no account');
  const changed = await changes.change(
    { account, token: 'of an open session' },
    { passPhrase, newPassPhrase: 'correct horse battery' },
  );
  if (!('token' in changed)) throw new Error(JSON.stringify(changed));
  const count = gateway.messages.length;
  expect(await signing.sign(individual(14), 'command-14')).toMatchObject({ outcome: 'signed', message: 'sent' });
  expect(gateway.messages).toHaveLength(count);
  expect((await sessions.find(changed.token))?.mustChange).toBe(false);
});

test('ACCT-4 Redis holds nothing personal of those who were signed', async () => {
  const everything = await everythingIn(redis);
  const secrets = ['李四', '王五', '唐山', idNumberOf(1), creditCodeOf(5), mobileOf(1), 'impostor', 'correct horse'];
  const passPhrases = gateway.messages.flatMap(({ text }) => /初始口令 ([\w-]+)/.exec(text)?.[1] ?? []);
  expect(passPhrases.length).toBeGreaterThan(10);
  for (const secret of [...secrets, ...passPhrases]) expect(everything).not.toContain(secret);
});

test('ACCT-3 the pass-phrase of a message ends: who knows it is told so, a stranger learns nothing, and signing again helps', async () => {
  let now = Date.now();
  const clock = () => now;
  const place = { desk: '冀B 车管所窗口', now: clock, timeAt: String, firstLifeMs: 7 * 86_400_000 };
  const counting = new AccountStore(redis, personal);
  await counting.endFirstPassPhrases(clock, place.firstLifeMs);
  const signIn = new SignIn({
    accounts: counting,
    sessions: new Sessions({ redis, accounts: counting, now: clock }),
    guesses: new Guesses({
      limits: new Limits({ redis, personal, now: clock }),
      work: new ProofsOfWork({ redis, key: randomBytes(32), now: clock }),
      realm: 'applicants',
      perAddress: 50,
      cheapest: 50,
      pause: async () => undefined,
    }),
    queue: wideQueue(),
    now: clock,
  });
  const signNow = async () => {
    const signed = await new SigningInPerson(counting, sessions, gateway, place).sign(individual(41));
    if (signed.outcome !== 'signed') throw new Error(signed.outcome);
    const { text } = gateway.messages.at(-1) ?? { text: '' };
    expect(text).toContain(`${now + place.firstLifeMs} 前有效`);
    return { userName: signed.userName, passPhrase: passPhraseIn(text) };
  };
  const { userName, passPhrase } = await signNow();
  const come = (given: string, name = userName) => signIn.signIn({ userName: name, passPhrase: given, address: '::1' });
  now += place.firstLifeMs - 1;
  expect(await come(passPhrase)).toMatchObject({ account: { mustChange: true } });
  now += 1;
  expect(await come(passPhrase)).toEqual({ refused: 'passPhraseEnded' });
  expect(await come('a wrong one')).toEqual({ refused: 'signInWrong' });
  expect(await come(passPhrase, 'nobody-at-all')).toEqual({ refused: 'signInWrong' });
  const again = await signNow();
  expect(await come(again.passPhrase)).toMatchObject({ account: { mustChange: true } });
  // Once it was changed there is no end.
  const account = await counting.byUserName(userName);
  if (account === undefined) throw new Error('no account');
  await counting.setPassPhrase(account.owner, 'three green tulips');
  now += 100 * place.firstLifeMs;
  expect(await come('three green tulips')).toMatchObject({ account: { mustChange: false } });
});

test('ACCT-3 a first pass-phrase of the version before counts from the first start, and no later start begins anew', async () => {
  let now = Date.now();
  await redis.del('xuanhao:{identity}:old-first-end');
  const { signed, account } = await sign(individual(42));
  const key = `xuanhao:{identity}:account:${signed.owner}`;
  const { firstEndsAt: _, ...before } = JSON.parse((await redis.hGet(key, 'record')) ?? '') as Record<string, unknown>;
  await redis.hSet(key, 'record', JSON.stringify(before));
  const start = async () => {
    const store = new AccountStore(redis, personal);
    await store.endFirstPassPhrases(() => now, 1_000);
    return (await store.byOwner(account.owner))?.passPhraseEnded;
  };
  expect(await start()).toBe(false);
  now += 999;
  expect(await start()).toBe(false);
  now += 1;
  expect(await start()).toBe(true);
});
