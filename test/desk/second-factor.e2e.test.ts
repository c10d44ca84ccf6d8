import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { deskSessionView, secondFactorOffer } from '../../protocol/desk/session.ts';
import { type Refusal, refusal } from '../../protocol/refusals.ts';
import { Authenticator } from '../../verification/actors/authenticator.ts';
import { connectDesk, DeskWorker, deskToken } from '../../verification/actors/desk-worker.ts';
import { fit } from '../../verification/actors/fit.ts';
import { sharedServer } from '../support/shared.ts';

const OWN = 'three green tulips';
const server = sharedServer({ engine: 'uws', authority: { hours: 'always' } });
const strict = sharedServer({ engine: 'uws', authority: { hours: 'always', deskSecondFactor: 'managers' } });
let manager: DeskWorker;
beforeAll(async () => {
  manager = await DeskWorker.arrive(server.url, 'demo-manager');
});
afterAll(() => manager.leave());

/** Asks a route of the desk for a session; resolves to its answer, or to the refusal. */
const post = async <T extends z.ZodType>(
  path: string,
  body: object,
  answer: T,
  { token, url = server.url }: { token?: string; url?: string } = {},
): Promise<z.infer<T> | Refusal> => {
  const response = await fetch(`${url}/api/desk/${path}`, {
    method: 'POST',
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    body: JSON.stringify(body),
  });
  const said = (await response.json()) as { refusal?: unknown };
  return said.refusal === undefined ? fit(answer, said) : refusal.parse(said.refusal);
};
const signIn = (userName: string, code?: string, passPhrase = OWN) =>
  post('session', { userName, passPhrase, tokenIn: 'body', ...(code === undefined ? {} : { code }) }, deskSessionView);
const isRefusal = (said: object): said is Refusal => 'retry' in said;
const tokenOf = (said: { token?: string | undefined } | Refusal): string => {
  if (isRefusal(said) || said.token === undefined) throw new Error(JSON.stringify(said));
  return said.token;
};

/** The token of somebody who gets in without a code. */
const entered = async (...who: Parameters<typeof deskToken>): Promise<string> => {
  const token = await deskToken(...who);
  if (typeof token !== 'string') throw new Error(token.code);
  return token;
};
/** A new account with a pass-phrase of its own; resolves to its session's token. */
const employ = async (
  userName: string,
  {
    role = 'clerk',
    by = manager,
    url = server.url,
  }: { role?: 'clerk' | 'manager'; by?: DeskWorker; url?: string } = {},
): Promise<string> => {
  const { passPhrase } = await by.does('addAccount', { userName, role });
  const token = await entered(url, userName, passPhrase);
  const change = { passPhrase, newPassPhrase: OWN, tokenIn: 'body' };
  return tokenOf(await post('pass-phrase', change, deskSessionView, { token, url }));
};
/** Has an account set its one-time codes up; resolves to its phone and to the session that is left. */
const enrol = async (token: string, url = server.url): Promise<{ phone: Authenticator; token: string }> => {
  const offer = await post('second-factor', { passPhrase: OWN }, secondFactorOffer, { token, url });
  if (isRefusal(offer)) throw new Error(offer.code);
  const phone = new Authenticator(offer.secret);
  const proof = { code: phone.next(), tokenIn: 'body' };
  return { phone, token: tokenOf(await post('second-factor/code', proof, deskSessionView, { token, url })) };
};
const entriesOf = async (who: string) =>
  (await manager.does('readAudit', {})).entries.filter((entry) => entry.who === who);

test('ACCT-3 with one-time codes the pass-phrase alone opens nothing, and a code serves once', async () => {
  const { phone } = await enrol(await employ('anna'));
  expect(await signIn('anna')).toMatchObject({ code: 'oneTimeCodeRequired' });
  const code = phone.next();
  const [digits, rest] = [code.slice(0, 3), code.slice(3)];
  // As a Chinese keyboard writes it.
  const wide = [...digits].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
  expect(await signIn('anna', `${wide}　${rest}`)).toMatchObject({ userName: 'anna', secondFactor: 'on' });
  expect(await signIn('anna', code)).toMatchObject({ code: 'oneTimeCodeWrong' });
  expect(await signIn('anna', '')).toMatchObject({ code: 'oneTimeCodeWrong' });
});

test('SAFE-3 who does not know the pass-phrase learns nothing of one-time codes', async () => {
  const { phone } = await enrol(await employ('berta'));
  await employ('carla');
  const right = phone.next();
  for (const userName of ['berta', 'carla', 'nobody-here'])
    for (const code of [undefined, phone.wrongCode(), right])
      expect(await signIn(userName, code, 'a wrong one'), userName).toMatchObject({ code: 'signInWrong' });
  // Nor is a code spent by it.
  expect(await signIn('berta', right)).toMatchObject({ userName: 'berta' });
});

test('SAFE-3 wrong codes count as wrong pass-phrases do, and asking for a code between them forgets none', async () => {
  const { phone } = await enrol(await employ('dora'));
  const said: string[] = [];
  while (said.length < 60 && said.at(-1) !== 'tooManyRequests' && said.at(-1) !== 'workRequired') {
    await signIn('dora');
    const answer = await signIn('dora', phone.wrongCode());
    said.push(isRefusal(answer) ? answer.code : 'in');
  }
  expect(new Set(said.slice(0, -1))).toEqual(new Set(['oneTimeCodeWrong']));
  expect(said.length).toBeLessThan(25);
  // The right one meets the same limit: whoever has the pass-phrase cannot go on guessing.
  expect(await signIn('dora', phone.next())).toMatchObject({ code: said.at(-1) });
  await expect
    .poll(async () => (await entriesOf('dora')).filter(({ outcome }) => outcome === 'oneTimeCodeWrong'))
    .toMatchObject([{ what: 'signIn', role: 'clerk', subject: '127.0.*.*' }]);
});

test('ACCT-3 setting one-time codes up wants the pass-phrase, ends every other session, and stands in the trail', async () => {
  const token = await employ('emma');
  const elsewhere = tokenOf(await signIn('emma'));
  const there = await DeskWorker.connect(server.url, elsewhere);
  for (const body of [{ passPhrase: 'a wrong one' }, { passPhrase: 'a wrong one', code: '123456' }])
    expect(['signInWrong', 'badRequest']).toContain(
      ((await post('second-factor', body, secondFactorOffer, { token })) as Refusal).code,
    );
  expect(await post('second-factor/code', { code: '123456' }, deskSessionView, { token })).toMatchObject({
    code: 'wrongStage',
  });
  expect(await post('second-factor', { passPhrase: OWN }, secondFactorOffer)).toMatchObject({ code: 'signInRequired' });
  const { phone, token: left } = await enrol(token);
  expect(await connectDesk(server.url, { token })).toMatchObject({ code: 'sessionEnded' });
  expect(await connectDesk(server.url, { token: elsewhere })).toMatchObject({ code: 'sessionEnded' });
  (await DeskWorker.connect(server.url, left)).leave();
  await expect.poll(() => there.socket.connected).toBe(false);
  expect((await entriesOf('emma')).map(({ what, outcome }) => `${what} ${outcome}`)).toContain(
    'enrolSecondFactor done',
  );
  // What was told once is told nowhere else.
  const told = JSON.stringify((await manager.does('readAudit', {})).entries) + server.lines.join('\n');
  expect(told).not.toContain(phone.hex);
  expect(told).not.toContain('otpauth');
  expect(await post('second-factor', { passPhrase: OWN }, secondFactorOffer, { token: left })).toMatchObject({
    code: 'wrongStage',
  });
});

test('ACCT-3 turning one-time codes off, or changing the pass-phrase, wants both the pass-phrase and a code', async () => {
  const { phone, token } = await enrol(await employ('frida'));
  const end = (passPhrase: string, code: string) =>
    post('second-factor/end', { passPhrase, code, tokenIn: 'body' }, deskSessionView, { token });
  const change = { passPhrase: OWN, newPassPhrase: 'four blue cornflowers', tokenIn: 'body' };
  expect(await post('pass-phrase', change, deskSessionView, { token })).toMatchObject({ code: 'oneTimeCodeRequired' });
  const wrong = { ...change, code: phone.wrongCode() };
  expect(await post('pass-phrase', wrong, deskSessionView, { token })).toMatchObject({ code: 'oneTimeCodeWrong' });
  expect(await end(OWN, phone.wrongCode())).toMatchObject({ code: 'oneTimeCodeWrong' });
  const right = phone.next();
  expect(await end('a wrong one', right)).toMatchObject({ code: 'signInWrong' });
  const after = await end(OWN, right);
  expect(after).toMatchObject({ userName: 'frida', secondFactor: 'off' });
  expect(await signIn('frida')).toMatchObject({ userName: 'frida' });
  expect(await entriesOf('frida')).toContainEqual(
    expect.objectContaining({ what: 'endSecondFactor', outcome: 'done' }),
  );
  const again = { passPhrase: OWN, code: right };
  expect(await post('second-factor/end', again, deskSessionView, { token: tokenOf(after) })).toMatchObject({
    code: 'secondFactorUnknown',
  });
});

test('ACCT-3 a manager takes the codes of a lost phone off another account, never off the own one, and it is noted', async () => {
  const { token } = await enrol(await employ('greta'));
  const here = await DeskWorker.connect(server.url, token);
  const reason = 'the phone fell into the river';
  const boss = await employ('helga', { role: 'manager' });
  const own = await enrol(boss);
  const bossAtWork = await DeskWorker.connect(server.url, own.token);
  const listed = (await manager.does('listAccounts', {})).accounts;
  expect(listed.filter(({ secondFactor }) => secondFactor).map(({ userName }) => userName)).toEqual(
    expect.arrayContaining(['greta', 'helga']),
  );
  expect(listed.find(({ userName }) => userName === 'carla')?.secondFactor).toBe(false);
  expect(await here.refused('resetSecondFactor', { userName: 'helga', reason })).toBe('notAllowed');
  expect(await bossAtWork.refused('resetSecondFactor', { userName: 'helga', reason })).toBe('ownAccount');
  expect(await manager.refused('resetSecondFactor', { userName: 'carla', reason })).toBe('secondFactorUnknown');
  expect(await manager.refused('resetSecondFactor', { userName: 'demo-clerk', reason })).toBe('demoAccount');
  expect(await manager.refused('resetSecondFactor', { userName: 'nobody-here', reason })).toBe('accountUnknown');
  await bossAtWork.does('resetSecondFactor', { userName: 'greta', reason });
  await expect.poll(() => here.socket.connected).toBe(false);
  expect(await connectDesk(server.url, { token })).toMatchObject({ code: 'sessionEnded' });
  expect(await signIn('greta')).toMatchObject({ secondFactor: 'off' });
  expect(await entriesOf('helga')).toContainEqual(
    expect.objectContaining({ what: 'resetSecondFactor', outcome: 'done', subject: 'greta', reason }),
  );
  bossAtWork.leave();
});

test('ACCT-3 a demo account cannot have one-time codes: everybody would be kept out by whoever came first', async () => {
  const token = await entered(server.url, 'demo-clerk');
  expect(await post('second-factor', { passPhrase: 'demo' }, secondFactorOffer, { token })).toMatchObject({
    code: 'demoAccount',
  });
});

test('ACCT-3 where managers must have one-time codes, one without can do nothing but set them up', async () => {
  const { url } = strict;
  const boss = await DeskWorker.arrive(url, 'demo-manager');
  const { passPhrase } = await boss.does('addAccount', { userName: 'irma', role: 'manager' });
  const first = await entered(url, 'irma', passPhrase);
  // One thing after the other: the first pass-phrase goes first.
  expect(await connectDesk(url, { token: first })).toMatchObject({ code: 'passPhraseChangeRequired' });
  expect(await post('second-factor', { passPhrase }, secondFactorOffer, { token: first, url })).toMatchObject({
    code: 'passPhraseChangeRequired',
  });
  const change = { passPhrase, newPassPhrase: OWN, tokenIn: 'body' };
  const changed = await post('pass-phrase', change, deskSessionView, { token: first, url });
  expect(changed).toMatchObject({ mustChange: false, secondFactor: 'demanded' });
  const token = tokenOf(changed);
  expect(await connectDesk(url, { token })).toMatchObject({ code: 'secondFactorRequired' });
  const { phone, token: after } = await enrol(token, url);
  const worker = await DeskWorker.connect(url, after);
  // Turned off again, it is demanded at once, also of who is in.
  const end = { passPhrase: OWN, code: phone.next(), tokenIn: 'body' };
  const without = await post('second-factor/end', end, deskSessionView, { token: after, url });
  expect(without).toMatchObject({ secondFactor: 'demanded' });
  await expect.poll(() => worker.socket.connected).toBe(false);
  expect(await connectDesk(url, { token: tokenOf(without) })).toMatchObject({ code: 'secondFactorRequired' });
  (await DeskWorker.connect(url, await employ('jutta', { by: boss, url }))).leave();
  boss.leave();
});
