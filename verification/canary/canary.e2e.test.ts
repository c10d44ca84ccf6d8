import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blockId, ownerId } from '../../protocol/ids.ts';
import { socketOf } from '../../server/redis/target.ts';
import { TestServer } from '../../test/support/server.ts';
import { SmsProvider } from '../../test/support/sms-provider.ts';
import { type Applicant, arrive, connect } from '../actors/applicant.ts';
import { idNumberOf, mobileOf, vinOf } from '../actors/citizens.ts';
import { DeskWorker } from '../actors/desk-worker.ts';
import { findCanaries } from './canaries.ts';
import { newest, Traces } from './stage.ts';

const CODE = /验证码 (\d{6})/;
const FIRST_PASS_PHRASE = /初始口令 (\S+?)，/;

let server: TestServer;
let provider: SmsProvider;
let traces: Traces;
const sockets: { leave: () => void }[] = [];

beforeAll(async () => {
  provider = new SmsProvider();
  const SMS_WEBHOOK_URL = await provider.open();
  server = await TestServer.start({
    engine: 'uws',
    demoAccounts: 2,
    authority: { hours: 'always', verifyIntervalSeconds: 0.1, codeResendSeconds: 0.1, codesPerHold: 20 },
    env: { LOG_LEVEL: 'trace', SMS_WEBHOOK_URL, SMS_WEBHOOK_SECRET: 'the secret of the provider' },
  });
  traces = new Traces(server);
}, 60_000);
afterAll(async () => {
  for (const socket of sockets) socket.leave();
  await server.stop();
  provider.close();
});

/** Waits until the provider has been asked so many times. */
const asked = async (times: number): Promise<void> => {
  await expect.poll(() => provider.heard.length).toBeGreaterThanOrEqual(times);
};
const another = (code: string): string => (code === '271828' ? '314159' : '271828');
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test('ACCT-4 what is personal or secret is told to nobody, in a whole run with everything that can go wrong in it', {
  timeout: 180_000,
}, async () => {
  const name = traces.plant('name', '金丝雀申请人');
  const idNumber = traces.plant('identity number', idNumberOf(411));
  const mobile = traces.plant('mobile', mobileOf(41_142_857));
  const vin = traces.plant('VIN', vinOf(411_428));
  const address = traces.plant('address', '唐山市金丝雀路四十二号院');
  const contactName = traces.plant('contact', '金丝雀联系人');
  const contactMobile = traces.plant('mobile of the contact', mobileOf(41_142_858));
  const passPhrase = traces.plant('pass-phrase', 'yellow songbird 42');
  const chosen = traces.plant('new pass-phrase', 'yellow songbird 43');
  const codeSent = (): string => traces.plant('code', newest(provider, CODE));

  const stranger = await arrive(server.url, 'demo1');
  const watcher = await connect(server.url);
  const desk = await DeskWorker.arrive(server.url, 'demo-manager');
  sockets.push(stranger, watcher, desk);
  for (const other of [stranger, watcher])
    other.socket.onAny((...heard: unknown[]) => traces.strangersHeard.push(heard));
  desk.socket.onAny((...heard: unknown[]) => traces.deskHeard.push(heard));
  const does: DeskWorker['ask'] = async (command, body) => {
    const reply = await desk.ask(command, body);
    traces.deskHeard.push(reply);
    return reply;
  };

  // Registration, while the gateway fails: the message waits in the queue and is tried again.
  provider.status = 503;
  const form = { name, idNumber, mobile, userName: 'canary-one', passPhrase };
  const { body: begun } = await traces.ask('POST', '/api/registration', form);
  const id = traces.plant('registration', String(begun['id']));
  await asked(2);
  provider.status = 200;
  await asked(3);
  const first = codeSent();
  await traces.ask('POST', '/api/registration/complete', { id, code: another(first) });
  expect((await traces.ask('POST', '/api/registration/complete', { id, code: first })).status).toBe(201);
  expect((await traces.ask('POST', '/api/registration/complete', { id, code: another(first) })).status).toBe(410);

  // Signing in person, first into a dead letter.
  const person = { name, idNumber, mobile };
  provider.status = 400;
  expect(await does('signPerson', person)).toMatchObject({ answer: { message: 'gatewayDown' } });
  traces.plant('first pass-phrase, not delivered', newest(provider, FIRST_PASS_PHRASE));
  const letters = await does('listDeadLetters', {});
  expect(letters).toMatchObject({ ok: true, answer: { letters: [{ purpose: 'account' }] } });
  provider.status = 200;
  expect(await does('signPerson', person)).toMatchObject({ answer: { message: 'sent' } });
  const firstPassPhrase = traces.plant('first pass-phrase', newest(provider, FIRST_PASS_PHRASE));
  if (letters.ok) await does('resendMessage', { letter: letters.answer.letters[0]?.letter ?? '' });
  await does('signPerson', { ...person, mobile: `${mobile}0` });

  // Signing in.
  for (const wrong of [
    { userName: idNumber, passPhrase },
    { userName: 'canary-one', passPhrase: mobile },
  ])
    expect((await traces.ask('POST', '/api/session', wrong)).status).toBe(401);
  const signIn = { userName: 'canary-one', passPhrase: firstPassPhrase, tokenIn: 'body' };
  const firstToken = traces.plant(
    'first token',
    String((await traces.ask('POST', '/api/session', signIn)).body['token']),
  );
  const changes = { passPhrase: firstPassPhrase, tokenIn: 'body' };
  await traces.ask('POST', '/api/pass-phrase', { ...changes, newPassPhrase: mobile }, bearer(firstToken));
  const changed = await traces.ask(
    'POST',
    '/api/pass-phrase',
    { ...changes, newPassPhrase: chosen },
    bearer(firstToken),
  );
  const token = traces.plant('token', String(changed.body['token']));

  // The register, with bad rows among the good ones.
  const rows = [
    'vin,model,class,ownerNumber,invoiceCode,invoiceNumber,transferred,plate',
    `${vin},XT7000A,small,${idNumber},123456789012,27182818,false,`,
    `${vin.slice(0, -1)},${name},small,${idNumber},1,2,${address},`,
    `${vinOf(411_429)},"=HYPERLINK(""${mobile}"")",small,${idNumber}X,123456789012,27182818,false,`,
  ];
  const imported = await desk.imports(Buffer.from(rows.join('\n')), 'csv');
  expect(imported.ended).toMatchObject({ outcome: 'imported', counts: { added: 1 } });
  await does('readBadRows', { import: imported.import, from: 0 });

  // The form.
  const step = async (path: string, body: object) =>
    (await traces.ask('POST', `/api/application/${path}`, body, bearer(token))).body;
  const details = { vin, invoiceCode: '123456789012', invoiceNumber: '27182818', address, contactName, contactMobile };
  let version = Number((await step('notice', { version: 0, accepted: true }))['version']);
  await step('details', { version, details: { ...details, address: `<${address}` } });
  await step('details', { version, details: { ...details, vin: vinOf(411_430), contactMobile: `${mobile}1` } });
  const review = await step('details', { version, details });
  expect(JSON.stringify(review)).toContain(address);
  version = Number((await step('code', { version: review['version'] }))['version']);
  const second = codeSent();
  const entered = await step('complete', { version, code: another(second) });
  ({ version } = entered['application'] as { version: number });
  expect(await step('complete', { version, code: second })).toMatchObject({ stage: 'complete' });

  // Choosing: the gateway refuses, a wrong code, the right one.
  const me = await connect(server.url, token);
  sockets.push(me);
  await me.hold('12AK3');
  await me.confirm();
  provider.status = 400;
  traces.refusals.push(await me.refused('requestCode', heldBy(me)));
  provider.status = 200;
  codeSent();
  await me.carryOut('requestCode', heldBy(me));
  const third = codeSent();
  traces.refusals.push(await me.complete(another(third)));
  expect(await me.complete(third)).toMatchObject({ ok: true, answer: { outcome: 'reserved' } });
  const voucher = await me.voucher();

  // The desk looks them up.
  for (const [by, text] of [
    ['vin', vin],
    ['number', idNumber],
    ['part', mobile],
    ['part', `${name} ${mobile.slice(-4)}`],
    ['part', `${vin.slice(-4)} ${idNumber}`],
    ['userName', 'canary-one'],
    ['userName', name],
    ['plate', vin],
    ['voucher', voucher.signed],
    ['voucher', `${voucher.signed}${token}`],
  ] as const)
    await does('findSelection', { by, text });
  const selection = me.view.id;
  for (const other of [selection, vin]) await does('readHistory', { selection: other });
  await does('readVoucher', { voucher: { by: 'qr', text: voucher.signed } });
  expect(await does('collectVoucher', { selection, plate: '12AK3' })).toMatchObject({ ok: true });
  await does('readAudit', {});
  await does('listBans', {});
  const owner = ownerId.parse(idNumber);
  expect(await does('liftBan', { owner, reason: 'none' })).toMatchObject({ refusal: { code: 'banUnknown' } });
  await does('unscheduleBlock', { block: blockId.parse('canary') });

  // Nonsense with all of it in every place that a client fills in.
  const secrets = traces.canaries.map(({ text }) => text);
  for (const secret of secrets) {
    const inUrl = encodeURIComponent(secret);
    await traces.ask('GET', `/api/${inUrl}?x=${inUrl}`);
    await traces.ask('GET', `/${inUrl}/${inUrl}.js`);
    await traces.ask('GET', `/api/registration/${inUrl}/outbox`);
    await traces.ask('POST', `/api/%0a{"level":60}${inUrl}`, `{"userName":"${secret}"`);
    await traces.ask('POST', '/api/session', `{"userName":"${secret}"`);
    await traces.ask('POST', '/api/session', { userName: 'x', passPhrase: 'y', [secret]: secret });
    await traces.ask('POST', '/api/registration', { name: secret, mobile: secret, [secret]: 1 });
    await traces.ask('DELETE', `/api/session/${inUrl}`, undefined, { 'user-agent': inUrl, origin: `http://${inUrl}` });
    await traces.ask('GET', '/api/voucher', undefined, { authorization: `Bearer ${inUrl}`, cookie: `${inUrl}=1` });
    traces.refusals.push(await stranger.say(secret, { [secret]: secret }), await stranger.say('readPool', secret));
    await desk.socket.timeout(60_000).emitWithAck(secret, secret);
    traces.refusals.push(await connect(server.url, secret).then(gone, String));
    traces.refusals.push(await connect(server.url, token, { auth: { token, vehicle: secret } }).then(gone, String));
  }

  // Redis takes nothing in, then does not answer, then holds what is damaged.
  const redis = createClient({ url: '', socket: { path: socketOf(server.redis), tls: false } });
  redis.on('error', () => undefined);
  await redis.connect();
  const everythingFails = async (): Promise<void> => {
    await Promise.all([
      traces.ask('POST', '/api/registration', { ...form, idNumber: idNumberOf(412), userName: 'canary-two' }),
      traces.ask('POST', '/api/session', { userName: name, passPhrase }),
      traces.ask('POST', '/api/pass-phrase', { passPhrase: chosen, newPassPhrase: passPhrase }, bearer(token)),
      step('notice', { version, accepted: true }),
      does('signPerson', { ...person, name: `${name}二` }).catch(() => undefined),
      does('findSelection', { by: 'number', text: idNumber }).catch(() => undefined),
      stranger.ask('openKeyboard', {}).catch(() => undefined),
    ]);
  };
  await redis.configSet('maxmemory', '1');
  await everythingFails();
  await redis.configSet('maxmemory', '0');
  process.kill(server.redisPid, 'SIGSTOP');
  await everythingFails();
  process.kill(server.redisPid, 'SIGCONT');
  for (const key of await redis.keys('xuanhao:{identity}:*:*')) {
    if ((await redis.type(key)) !== 'hash') continue;
    const sealed = await redis.hGet(key, 'record');
    if (sealed !== null && sealed !== undefined) await redis.hSet(key, 'record', sealed.slice(0, -9));
  }
  await everythingFails();
  redis.destroy();
  // What was begun meanwhile has told the log what became of it.
  await delay(1_500);

  // The search finds what is where it belongs…
  const told = provider.heard.map(({ body }) => body).join('\n');
  expect(findCanaries([{ name: 'the provider', content: told }], traces.canaries)).toEqual(
    expect.arrayContaining([
      'the provider: mobile, whole',
      'the provider: code, whole',
      'the provider: first pass-phrase, whole',
    ]),
  );
  // …in places that are full…
  const places = await traces.places();
  const sizes = places.filter(({ name: place }) => !place.endsWith('comm')).map(({ content }) => content.length);
  expect(Math.min(...sizes)).toBeGreaterThan(20);
  const log = server.lines.join('\n');
  for (const line of ['a command has no answer', 'an HTTP request failed', 'a text message could not be delivered'])
    expect(log).toContain(line);
  // …whose every line is one of ours, whatever was sent…
  const lines = server.lines.filter((line) => line.trim() !== '' && !line.startsWith('  '));
  for (const line of lines) expect(() => JSON.parse(line) as unknown, line).not.toThrow();
  // …and nowhere else.
  expect(findCanaries(places, traces.canaries)).toEqual([]);
  expect(server.isAlive).toBe(true);
});

const heldBy = ({ view }: Applicant) => ({ version: view.version, token: 'token' in view ? view.token : '' });

const gone = async (applicant: Applicant): Promise<string> => {
  const left = new Promise((resolve) => applicant.socket.once('disconnect', resolve));
  applicant.leave();
  await left;
  return 'gone';
};
