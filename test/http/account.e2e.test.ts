import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { type ApplicationView, applicationView, noticeText } from '../../protocol/http/application.ts';
import { demoAccounts } from '../../protocol/http/demo-accounts.ts';
import { outboxView } from '../../protocol/http/outbox.ts';
import { formRefused, httpRefused } from '../../protocol/http/refused.ts';
import { registrationDone, registrationView } from '../../protocol/http/registration.ts';
import {
  type HttpRouteName,
  httpRefusalsOf,
  httpRouteNames,
  httpRouteOf,
  httpRoutes,
} from '../../protocol/http/routes.ts';
import { type SessionView, sessionView } from '../../protocol/http/session.ts';
import { ImportedRegister } from '../../server/application-form/register.ts';
import { type SigningForm } from '../../server/identity/signing-in-person.ts';
import { type Applicant, connect as connectTo } from '../../verification/actors/applicant.ts';
import { solveWork } from '../../verification/actors/captcha.ts';
import { creditCodeOf, idNumberOf, mobileOf, vinOf } from '../../verification/actors/citizens.ts';
import { fit } from '../../verification/actors/fit.ts';
import { type NodesInProcess, openNodesInProcess } from '../support/nodes-in-process.ts';

const PASS_PHRASE = 'correct horse battery';
const DETAILS = { address: '唐山市路南区新华道1号', contactName: '联系人甲', contactMobile: mobileOf(77) };
const INVOICE = { invoiceCode: '123456789012', invoiceNumber: '12345678' };

let nodes: NodesInProcess;
beforeAll(async () => {
  nodes = await openNodesInProcess(2);
});
afterAll(() => nodes.stop());

type Answer = { readonly status: number; readonly body: unknown };
const ask = async (method: string, path: string, token?: string, body?: unknown): Promise<Answer> => {
  const response = await fetch(`${nodes.urls[0]}${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  if (response.status >= 400) expectRefusal(httpRouteOf(method, path), answer);
  return answer;
};
/** Every refusal is one that the route is said to have, in its form, with the present time and no field too many. */
const expectRefusal = (route: HttpRouteName | undefined, answer: Answer): void => {
  if (route === undefined) throw new Error('there is no such route');
  fit(httpRoutes[route].refused, answer.body);
  expect(httpRefusalsOf(route), route).toContain(codeOf(answer));
};
/** Asks for what is to succeed; the answer has the schema's form and no field too many. */
const done = async <S extends z.ZodType>(schema: S, ...request: Parameters<typeof ask>): Promise<z.output<S>> => {
  const { status, body } = await ask(...request);
  if (status >= 300) throw new Error(`${request[1]}: ${status} ${JSON.stringify(body)}`);
  return fit<S>(schema, body);
};
const codeOf = ({ body }: Answer): unknown => (body as { refusal?: { code: unknown } }).refusal?.code;

const signIn = (userName: string, passPhrase: string): Promise<SessionView> =>
  done(sessionView, 'POST', '/api/session', undefined, { userName, passPhrase, tokenIn: 'body' });
const tokenOf = ({ token }: SessionView): string => {
  if (token === undefined) throw new Error('no token was given');
  return token;
};

/** Somebody signed in person, who has changed the pass-phrase and is signed in. */
const settle = async (form: SigningForm) => {
  const { owner, userName, passPhrase } = await nodes.signInPerson(form);
  const token = tokenOf(await signIn(userName, passPhrase));
  const change = { passPhrase, newPassPhrase: PASS_PHRASE, tokenIn: 'body' };
  return { owner, userName, token: tokenOf(await done(sessionView, 'POST', '/api/pass-phrase', token, change)) };
};
const individual = (n: number): SigningForm => ({
  kind: 'individual',
  name: '赵钱孙',
  idNumber: idNumberOf(n),
  mobile: mobileOf(n),
});

const lastCode = async (token: string): Promise<string> => {
  const { messages } = await done(outboxView, 'GET', '/api/outbox', token);
  return /验证码 (\d{6})/.exec(messages[0]?.text ?? '')?.[1] ?? '';
};
/** Takes a vehicle through the form; answers the completed application. */
const apply = async (token: string, vehicle: { vin: string; invoiceCode: string; invoiceNumber: string }) => {
  const step = async (name: string, version: number, more = {}): Promise<ApplicationView> =>
    done(applicationView, 'POST', `/api/application/${name}`, token, { version, ...more });
  const { version } = await done(applicationView, 'GET', '/api/application', token);
  const accepted = await step('notice', version, { accepted: true });
  const review = await step('details', accepted.version, { details: { ...vehicle, ...DETAILS } });
  const coded = await step('code', review.version);
  const complete = await step('complete', coded.version, { code: await lastCode(token) });
  if (complete.stage !== 'complete') throw new Error(complete.stage);
  return complete;
};

/** Connects to a node; rejects where it is not let in. */
const connect = (auth: { readonly token: string; readonly vehicle?: unknown }, node = 0): Promise<Applicant> =>
  connectTo(nodes.urls[node] ?? '', auth.token, { auth });
/** What choosing is refused for. */
const refusedTo = async (auth: Parameters<typeof connect>[0]): Promise<string> => {
  const applicant = await connect(auth);
  try {
    expect(applicant.welcome.selection).toBeNull();
    return (await applicant.refused('openKeyboard', {})).code;
  } finally {
    applicant.leave();
  }
};

test('ACCT-1 who is not signed in is refused by every route that needs it, whatever the body', async () => {
  const closed = httpRouteNames.filter((name) => httpRefusalsOf(name).includes('signInRequired'));
  expect(closed.length).toBeGreaterThan(10);
  for (const name of closed) {
    const [method = '', path = ''] = name.split(' ');
    for (const token of [undefined, 'x'.repeat(43)]) {
      const answer = await ask(method, path, token, method === 'POST' ? {} : undefined);
      expect([name, answer.status, codeOf(answer)]).toEqual([name, 401, 'signInRequired']);
    }
  }
});

test('ACCT-1 who registers on the web can sign in and look things up, and is told where to go to choose', async () => {
  const form = { name: '赵钱孙', idNumber: idNumberOf(1), mobile: mobileOf(1), userName: '', passPhrase: PASS_PHRASE };
  const begun = await done(registrationView, 'POST', '/api/registration', undefined, form);
  expect(begun.code.phone).toBe('199****0001');
  const { messages } = await done(outboxView, 'GET', `/api/registration/${begun.id}/outbox`);
  expect(messages).toHaveLength(1);
  const code = /验证码 (\d{6})/.exec(messages[0]?.text ?? '')?.[1] ?? '';
  expect(codeOf(await ask('POST', '/api/registration/code', undefined, { id: begun.id }))).toBe('codeTooSoon');
  const { userName } = await done(registrationDone, 'POST', '/api/registration/complete', undefined, {
    id: begun.id,
    code,
  });

  const session = await signIn(userName, PASS_PHRASE);
  expect(session).toMatchObject({
    displayName: '赵*孙',
    inPerson: false,
    mustChange: false,
    vehicles: [],
    vehicle: null,
  });
  const token = tokenOf(session);
  const view = await done(applicationView, 'GET', '/api/application', token);
  expect(view).toMatchObject({ stage: 'notice', version: 0, blocked: { code: 'inPersonRequired' } });
  const vehicle = { vin: vinOf(1), ...INVOICE };
  const steps = {
    notice: { accepted: true },
    details: { details: { ...vehicle, ...DETAILS } },
    back: {},
    code: {},
    complete: { code: '123456' },
  };
  for (const [step, more] of Object.entries(steps)) {
    const refused = await ask('POST', `/api/application/${step}`, token, { version: 0, ...more });
    expect([step, refused.status, codeOf(refused)]).toEqual([step, 403, 'inPersonRequired']);
  }
  expect(await refusedTo({ token })).toBe('vehicleRequired');
});

test('ACCT-4 a wrong form is refused with every field, its code and both sentences', async () => {
  const answer = await ask('POST', '/api/registration', undefined, { idNumber: '123', mobile: '1', passPhrase: 'x' });
  expect(answer.status).toBe(422);
  const { refusal, fields } = formRefused.parse(answer.body);
  expect(refusal.code).toBe('formWrong');
  expect(fields.map(({ field, code }) => `${field} ${code}`)).toEqual([
    'name missing',
    'idNumber idNumberWrong',
    'mobile mobileWrong',
    'passPhrase passPhraseWeak',
  ]);
  expect(fields.every(({ zh, en }) => zh !== '' && en !== '')).toBe(true);
});

test('ACCT-3 until the pass-phrase that was sent is changed, nothing else is done', async () => {
  const { userName, passPhrase } = await nodes.signInPerson(individual(2));
  const session = await signIn(userName, passPhrase);
  expect(session).toMatchObject({ inPerson: true, mustChange: true });
  const token = tokenOf(session);
  const closed = httpRouteNames.filter((name) => httpRefusalsOf(name).includes('passPhraseChangeRequired'));
  expect(closed.length).toBeGreaterThan(8);
  for (const name of closed) {
    const [method = '', path = ''] = name.split(' ');
    const answer = await ask(method, path, token, method === 'GET' ? undefined : {});
    expect([name, answer.status, codeOf(answer)]).toEqual([name, 403, 'passPhraseChangeRequired']);
  }
  expect(await refusedTo({ token })).toBe('passPhraseChangeRequired');

  const change = (newPassPhrase: string, old = passPhrase) =>
    ask('POST', '/api/pass-phrase', token, { passPhrase: old, newPassPhrase, tokenIn: 'body' });
  expect(codeOf(await change(PASS_PHRASE, 'wrong'))).toBe('signInWrong');
  expect(formRefused.parse((await change('short')).body).fields).toMatchObject([{ code: 'passPhraseWeak' }]);
  const changed = fit(sessionView, (await change(PASS_PHRASE)).body);
  expect(changed.mustChange).toBe(false);
  expect((await ask('GET', '/api/application', token)).status).toBe(401);
  expect(await done(applicationView, 'GET', '/api/application', tokenOf(changed))).toMatchObject({ blocked: null });
});

test('FLOW-1 from the notice, which needs no sign-in, through the form to choosing', async () => {
  const { zh, en } = await done(noticeText, 'GET', '/api/notice');
  expect(zh.length).toBe(en.length);
  const { newcomers, passPhrase } = await done(demoAccounts, 'GET', '/api/demo');
  const [newcomer] = newcomers ?? [];
  const [vehicle] = newcomer?.vehicles ?? [];
  if (newcomer === undefined || vehicle === undefined) throw new Error('there are no newcomers');
  const token = tokenOf(await signIn(newcomer.userName, passPhrase));
  expect(await refusedTo({ token })).toBe('vehicleRequired');

  const complete = await apply(token, vehicle);
  expect(complete.vehicle.vin).toMatch(/^0XH\*+\d{4}$/);
  const session = await done(sessionView, 'GET', '/api/session', token);
  expect(session.vehicles).toEqual([complete.vehicle]);
  expect(session.vehicle).toEqual({ vin: complete.vehicle.vin, model: complete.vehicle.model });
  const applicant = await connect({ token });
  expect(applicant.welcome.selection).toMatchObject({ id: complete.vehicle.selection, stage: 'choosing' });
  await applicant.openKeyboard();
  applicant.leave();
});

test('FLOW-1 a refusal comes with the fields that it concerns, and the application as it is', async () => {
  const { token } = await settle(individual(3));
  const { version } = await done(applicationView, 'POST', '/api/application/notice', token, {
    version: 0,
    accepted: true,
  });
  const details = { vin: vinOf(3), ...INVOICE, ...DETAILS };
  const answer = await ask('POST', '/api/application/details', token, { version, details });
  expect([answer.status, codeOf(answer)]).toEqual([422, 'vehicleUnknown']);
  expect(answer.body).toMatchObject({
    fields: [{ field: 'vin', code: 'vehicleUnknown' }],
    application: { stage: 'details', version },
  });
  const stale = await ask('POST', '/api/application/back', token, { version: version + 7 });
  expect([stale.status, codeOf(stale)]).toEqual([409, 'staleVersion']);
});

test('ACCT-2 an organisation has several vehicles, and says for which one it chooses', async () => {
  const form: SigningForm = {
    kind: 'organisation',
    name: '唐山某某运输有限公司',
    creditCode: creditCodeOf(4),
    agentName: '周吴郑',
    agentIdNumber: idNumberOf(4),
    mobile: mobileOf(4),
  };
  const { owner, token } = await settle(form);
  const facts = { model: '厢式车', class: 'small', owner, ...INVOICE, transferred: false, plate: null } as const;
  await new ImportedRegister(nodes.redis, nodes.personal).store([41, 42].map((n) => ({ vin: vinOf(n), ...facts })));
  const first = await apply(token, { vin: vinOf(41), ...INVOICE });
  expect(await done(sessionView, 'GET', '/api/session', token)).toMatchObject({ vehicle: { model: '厢式车' } });
  const second = await apply(token, { vin: vinOf(42), ...INVOICE });
  const session = await done(sessionView, 'GET', '/api/session', token);
  expect(session).toMatchObject({ kind: 'organisation', displayName: form.name, vehicle: null });
  expect(session.vehicles.map(({ selection }) => selection).toSorted()).toEqual(
    [first.vehicle.selection, second.vehicle.selection].toSorted(),
  );

  for (const { vehicle } of [first, second]) {
    const applicant = await connect({ token, vehicle: vehicle.selection });
    expect(applicant.welcome.selection?.id).toBe(vehicle.selection);
    applicant.leave();
  }
  expect(await refusedTo({ token })).toBe('vehicleRequired');
  for (const vehicle of ['demo-v1', 'v-nothing', 7, { selection: first.vehicle.selection }])
    expect(await refusedTo({ token, vehicle })).toBe('vehicleRequired');
  expect(codeOf(await ask('GET', '/api/voucher', token))).toBe('vehicleRequired');
  expect(codeOf(await ask('GET', '/api/voucher?vehicle=demo-v1', token))).toBe('vehicleRequired');
  // It is the right vehicle, and has no number yet.
  expect(codeOf(await ask('GET', `/api/voucher?vehicle=${first.vehicle.selection}`, token))).toBe('wrongStage');
});

test('ACCT-3 signing out everywhere ends every connection of the account, at every node, and nobody else’s', async () => {
  const tokens = [tokenOf(await signIn('demo1', 'demo')), tokenOf(await signIn('demo1', 'demo'))];
  const other = await connect({ token: tokenOf(await signIn('demo2', 'demo')) }, 1);
  const mine = await Promise.all(tokens.map((token, node) => connect({ token }, node)));
  expect((await ask('DELETE', '/api/sessions', tokens[0])).status).toBe(204);
  for (const each of mine) {
    expect(await each.hears('goodbye')).toEqual({ reason: 'signedOut', comeBack: false, afterMs: 0 });
    expect(each.socket.connected).toBe(false);
  }
  for (const token of tokens) await expect(connect({ token })).rejects.toThrow('sessionEnded');
  expect(other.heard('goodbye')).toEqual([]);
  expect((await other.look()).id).toBe('demo-v2');
  other.leave();
});

test('SAFE-3 signing out ends every connection of that session, at every node, and no other session’s', async () => {
  const [token, elsewhere] = [tokenOf(await signIn('demo1', 'demo')), tokenOf(await signIn('demo1', 'demo'))];
  const mine = await Promise.all([0, 0, 1, 1].map((node) => connect({ token }, node)));
  const other = await connect({ token: elsewhere }, 1);
  expect((await ask('DELETE', '/api/session', token)).status).toBe(204);
  for (const each of mine)
    expect(await each.hears('goodbye')).toEqual({ reason: 'signedOut', comeBack: false, afterMs: 0 });
  await expect(connect({ token })).rejects.toThrow('sessionEnded');
  expect(other.heard('goodbye')).toEqual([]);
  expect((await other.look()).id).toBe('demo-v1');
  other.leave();
});

test('ACCT-3, LIVE-2 guessing is stopped, and it is said until when', async () => {
  // Of no name that was signed in with from here before.
  const given = { userName: 'a-stranger', tokenIn: 'body' };
  const guess = async (passPhrase: string) => {
    const said = await ask('POST', '/api/session', undefined, { ...given, passPhrase });
    const work = httpRefused.safeParse(said.body).data?.refusal.work;
    return work === undefined
      ? said
      : ask('POST', '/api/session', undefined, { ...given, passPhrase, work: solveWork(work) });
  };
  for (let i = 0; i < 10; i += 1) expect(codeOf(await guess(`guess ${i}`))).toBe('signInWrong');
  const stopped = await guess(PASS_PHRASE);
  expect([stopped.status, codeOf(stopped)]).toEqual([429, 'tooManyRequests']);
  const { refusal, now } = httpRefused.parse(stopped.body);
  // LIVE-2: how long that is, is told by the server's own clock; a quarter of an hour from the first guess.
  expect(refusal.notBefore).toBeGreaterThan(now);
  expect(refusal.notBefore).toBeLessThanOrEqual(now + 15 * 60_000);
});

test('SAFE-3 whatever is sent to the forms gets a refusal, and never its values back', async () => {
  const { token } = await settle(individual(6));
  const paths = ['registration', 'registration/code', 'registration/complete', 'pass-phrase', 'session'];
  const steps = ['notice', 'details', 'back', 'code', 'complete'].map((step) => `application/${step}`);
  const bodies = [
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '{"version":-1}',
    '{"version":1e99,"id":"secret-value","code":"12345"}',
  ];
  for (const path of [...paths, ...steps])
    for (const body of bodies) {
      const answer = await ask('POST', `/api/${path}`, token, body);
      expect([path, body, answer.status]).toEqual([path, body, 400]);
      expect(codeOf(answer)).toBe('badRequest');
      expect(JSON.stringify(answer.body)).not.toContain('secret-value');
    }
  const unknown = `/api/registration/${randomUUID()}/outbox`;
  const ended = await ask('GET', unknown);
  expect([ended.status, codeOf(ended)]).toEqual([410, 'registrationEnded']);
});

test('ACCT-4 nothing that was said above stands whole in the log', () => {
  const everything = nodes.logged.join('');
  expect(everything).toContain('验证码');
  const numbers = [1, 2, 3, 4, 5, 6].flatMap((n) => [idNumberOf(n), mobileOf(n)]);
  for (const secretText of [...numbers, creditCodeOf(4), vinOf(41), '赵钱孙', '联系人甲', mobileOf(77), PASS_PHRASE])
    expect(everything).not.toContain(secretText);
});
