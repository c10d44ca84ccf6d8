import { expect, test } from 'vitest';
import { readConfig } from '../server/config.ts';

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
  const config = readConfig(env);
  expect('problems' in config && config.problems).toEqual([expect.stringContaining(`${name}: `)]);
});
