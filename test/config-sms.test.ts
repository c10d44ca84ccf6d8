import { expect, test } from 'vitest';
import { BLOCKED_PORTS } from '../server/checks/sms/webhook-address.ts';
import { openingProblems, readConfig } from '../server/config.ts';
import { configOf, problemsOf } from './support/config.ts';

const url = 'https://sms.example.org/send';
const secret = 'sixteen characters';

test('SMS-4 without a webhook messages go to the outbox, with one to it', () => {
  expect(readConfig({})).toMatchObject({ smsWebhook: undefined });
  expect(readConfig({ SMS_WEBHOOK_URL: url, SMS_WEBHOOK_SECRET: secret })).toMatchObject({
    smsWebhook: { url, secret },
  });
});

test.each([
  [{ SMS_WEBHOOK_URL: url }, 'SMS_WEBHOOK_SECRET'],
  [{ SMS_WEBHOOK_SECRET: secret }, 'SMS_WEBHOOK_URL'],
  [{ SMS_WEBHOOK_URL: 'ftp://sms.example.org', SMS_WEBHOOK_SECRET: secret }, 'SMS_WEBHOOK_URL'],
  [{ SMS_WEBHOOK_URL: url, SMS_WEBHOOK_SECRET: 'short' }, 'SMS_WEBHOOK_SECRET'],
])('SMS-4 half a webhook, or none, is refused by name', (env, name) => {
  expect(problemsOf(env)).toEqual([expect.stringContaining(`${name}: `)]);
});

test.each([
  'https://sms.example.org/send#now',
  'https://sms.example.org:6000/send',
  'http://127.0.0.1:0/send',
  'https:///send',
  'https:sms.example.org',
  'https://user:100%@sms.example.org/send',
  ' https://sms.example.org',
])('SMS-4 %s can never work, and is refused', (SMS_WEBHOOK_URL) => {
  expect(problemsOf({ SMS_WEBHOOK_URL, SMS_WEBHOOK_SECRET: secret })).toEqual([
    expect.stringContaining('SMS_WEBHOOK_URL: '),
  ]);
});

test('SMS-4 every port that is refused is one to which fetch does not connect', async () => {
  // Nobody can listen on 0, whatever fetch makes of it.
  for (const port of BLOCKED_PORTS.filter((each) => each > 0))
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ cause: { message: 'bad port' } });
});

test('SMS-4 without a demo and without a webhook a server does not open, unless it is declared that codes may stand in the log', () => {
  const obstacles = (env: NodeJS.ProcessEnv) => openingProblems(configOf(env));
  expect(obstacles({ DEMO_ACCOUNTS: '0' })).toEqual([expect.stringMatching(/^SMS_WEBHOOK_URL: .*SMS_OUTBOX=log/)]);
  expect(obstacles({})).toEqual([]);
  expect(obstacles({ DEMO_ACCOUNTS: '0', SMS_OUTBOX: 'log' })).toEqual([]);
  expect(obstacles({ DEMO_ACCOUNTS: '0', SMS_WEBHOOK_URL: url, SMS_WEBHOOK_SECRET: secret })).toEqual([]);
  for (const [name, value] of [
    ['SMS_OUTBOX', 'yes'],
    ['DEMO_DESK', '1'],
  ] as const)
    expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(`${name}: must be`)]);
});
