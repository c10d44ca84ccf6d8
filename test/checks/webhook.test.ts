import { expect, onTestFinished, test } from 'vitest';
import { Webhook } from '../../server/checks/sms/webhook.ts';
import { SmsProvider } from '../support/sms-provider.ts';

const LETTER = { to: '13812345678', purpose: 'code', text: '验证码 123456', id: 'x'.repeat(22), writtenAt: 1 } as const;

const openProvider = async (): Promise<{ provider: SmsProvider; url: string }> => {
  const provider = new SmsProvider();
  const url = await provider.open();
  onTestFinished(() => provider.close());
  return { provider, url };
};

const webhookAt = (url: string): Webhook => new Webhook({ url, secret: 'sixteen characters', now: Date.now });

test('SMS-4 a user and a password in the URL are sent as Basic', async () => {
  const { provider, url } = await openProvider();
  expect(await webhookAt(url.replace('//', '//anna:p%40ss@')).post(LETTER)).toBe('taken');
  expect(await webhookAt(url).post(LETTER)).toBe('taken');
  expect(provider.heard.map(({ headers }) => headers.authorization)).toEqual([`Basic ${btoa('anna:p@ss')}`, undefined]);
});

test('SMS-4 what can never be sent is never called sent: no second try makes it better', async () => {
  const { url } = await openProvider();
  expect(await webhookAt('http://127.0.0.1:6000/').post(LETTER)).toEqual({ refused: expect.any(String) });
  expect(await webhookAt(url.replace('http:', 'https:')).post(LETTER)).toEqual({ refused: expect.any(String) });
});

test('SMS-4 a provider that is down may be up the next time', async () => {
  const { provider, url } = await openProvider();
  provider.close();
  expect(await webhookAt(url).post(LETTER)).toEqual({ failed: 'ECONNREFUSED' });
});
