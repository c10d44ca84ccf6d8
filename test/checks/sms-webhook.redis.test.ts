import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { letterId } from '../../protocol/desk/commands/list-dead-letters.ts';
import { DeadLetters } from '../../server/checks/sms/dead-letters.ts';
import { SmsDelivery } from '../../server/checks/sms/delivery.ts';
import type { SmsMessage } from '../../server/checks/sms/gateway.ts';
import { signatureOf, Webhook } from '../../server/checks/sms/webhook.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { redisOfFile } from '../support/redis.ts';
import { SmsProvider as Provider } from '../support/sms-provider.ts';

const SECRET = 'a secret of the provider';
const CODE: SmsMessage = { to: '13812345678', purpose: 'code', text: '验证码 123456' };
const NEWS: SmsMessage = { to: '13812345678', purpose: 'account', text: '初始口令 abcde-fghjk-mnpqr' };

let provider: Provider;
let delivery: SmsDelivery;
let dead: DeadLetters;
/** How far this test's clock is ahead of the machine's, in ms. */
let ahead = 0;
const now = (): number => Date.now() + ahead;
const log = pino({ level: 'silent' });

const redis = await redisOfFile();
const [shared, queue] = await Promise.all([redis.client(), redis.client('queue')]);
beforeEach(async () => {
  ahead = 0;
  await shared.flushAll();
  provider = new Provider();
  const url = await provider.open();
  const sealer = new PersonalData(Buffer.alloc(32, 7));
  dead = new DeadLetters(shared, sealer);
  delivery = new SmsDelivery({ webhook: new Webhook({ url, secret: SECRET, now }), dead, queue, sealer, now, log });
  await delivery.start();
});
afterEach(async () => {
  provider.close();
  await delivery.stop();
});

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 400; i += 1) {
    if (await isSo()) return;
    await delay(25);
  }
  throw new Error('it never came');
};

test('SMS-4 a message is one POST, signed over its time and body', async () => {
  expect(await delivery.send(CODE)).toBe('sent');
  const [{ headers, body } = { headers: {}, body: '' }] = provider.heard;
  const { id, writtenAt, ...message } = JSON.parse(body) as SmsMessage & { id: string; writtenAt: number };
  expect(message).toEqual(CODE);
  expect(writtenAt).toBeLessThanOrEqual(now());
  expect(headers['x-xuanhao-id']).toBe(id);
  const timestamp = String(headers['x-xuanhao-timestamp']);
  expect(headers['x-xuanhao-signature']).toBe(signatureOf(SECRET, timestamp, body));
  expect(signatureOf(SECRET, timestamp, `${body} `)).not.toBe(headers['x-xuanhao-signature']);
  expect(await delivery.figures()).toEqual({ waiting: 0, dead: 0 });
});

test.each([503, 429, 500])('SMS-4 after %d it is tried again, under the same id, and arrives', async (status) => {
  provider.status = status;
  expect(await delivery.send(CODE)).toBe('sent');
  expect((await delivery.figures()).waiting).toBe(1);
  provider.status = 200;
  await until(() => provider.heard.length === 2);
  await until(async () => (await delivery.figures()).waiting === 0);
  expect(new Set(provider.heard.map(({ headers }) => headers['x-xuanhao-id'])).size).toBe(1);
  expect(await delivery.figures()).toEqual({ waiting: 0, dead: 0 });
});

test('SMS-4 a provider that does not answer keeps nobody waiting for long, and is asked again', async () => {
  provider.status = 0;
  expect(await delivery.send(CODE)).toBe('sent');
  provider.status = 200;
  await until(() => provider.heard.length === 2);
});

test.each([400, 401, 302])(
  'SMS-4 what the provider refuses by %d is told at once, and is a dead letter',
  async (status) => {
    provider.status = status;
    expect(await delivery.send(NEWS)).toBe('gatewayDown');
    expect(await delivery.deadLetters(10)).toMatchObject([{ letter: NEWS, tries: 1, why: `HTTP ${status}` }]);
    // A redirection is not followed: the text goes where it was meant to go.
    expect(provider.heard).toHaveLength(1);
  },
);

test('SMS-4 a code is not tried for longer than it is of use, and a message for hours', async () => {
  provider.status = 503;
  await Promise.all([delivery.send(CODE), delivery.send(NEWS)]);
  ahead = 61_000;
  await until(async () => (await dead.count()) === 1);
  expect(await delivery.deadLetters(10)).toMatchObject([{ letter: CODE }]);
  expect((await delivery.figures()).waiting).toBe(1);
});

test('SMS-4 where the queue does not take it either, the applicant is told', async () => {
  provider.status = 503;
  process.kill(redis.pid, 'SIGSTOP');
  try {
    expect(await delivery.send(CODE)).toBe('gatewayDown');
  } finally {
    process.kill(redis.pid, 'SIGCONT');
  }
});

test('SMS-4 a dead letter is sent again from the desk; a code is not', async () => {
  provider.status = 400;
  await delivery.send(NEWS);
  await delivery.send(CODE);
  const [code, news] = (await delivery.deadLetters(10)).map(({ letter }) => letterId.parse(letter.id));
  if (code === undefined || news === undefined) throw new Error('a letter is missing');
  expect(await delivery.resend(news)).toBe('gatewayDown');
  provider.status = 200;
  expect(await delivery.resend(news)).toBe('resent');
  expect(await delivery.resend(news)).toBe('messageUnknown');
  expect(await delivery.resend(code)).toBe('codeDead');
  expect(JSON.parse(provider.heard.at(-1)?.body ?? '')).toMatchObject(NEWS);
});

test('ACCT-4 neither a mobile nor a text stands readable in Redis, waiting or dead', async () => {
  provider.status = 503;
  await delivery.send(NEWS);
  provider.status = 400;
  await delivery.send(CODE);
  const { waiting, dead: buried } = await delivery.figures();
  expect({ waiting, buried }).toEqual({ waiting: 1, buried: 1 });
  const texts: string[] = [];
  for await (const keys of shared.scanIterator())
    for (const key of keys) {
      const type = await shared.type(key);
      if (type === 'hash') texts.push(JSON.stringify(await shared.hGetAll(key)));
      if (type === 'string') texts.push((await shared.get(key)) ?? '');
      if (type === 'stream') texts.push(JSON.stringify(await shared.xRange(key, '-', '+')));
    }
  expect(texts.join().length).toBeGreaterThan(100);
  for (const secret of ['13812345678', '123456', 'abcde-fghjk-mnpqr']) expect(texts.join()).not.toContain(secret);
});
