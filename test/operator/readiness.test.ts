import { expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { inWords, settingsFindings } from '../../server/operator/readiness.ts';

const REAL = {
  HOST: '127.0.0.1',
  DEMO_ACCOUNTS: '0',
  SMS_WEBHOOK_URL: 'https://sms.example.org/send',
  SMS_WEBHOOK_SECRET: 'sixteen characters',
  TRUSTED_PROXIES: '127.0.0.1',
};

/** What is not ready by these settings, by name. */
const wrongOf = (env: NodeJS.ProcessEnv): string[] => {
  const config = readConfig(env);
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  return settingsFindings(config).flatMap(({ of, wrong }) => (wrong === undefined ? [] : [of]));
};

test('the settings of a real service are ready, each by its line', () => {
  expect(wrongOf(REAL)).toEqual([]);
  const config = readConfig(REAL);
  if ('problems' in config) throw new Error('not read');
  expect(inWords(settingsFindings(config)).every((line) => line.startsWith('  ready      '))).toBe(true);
});

test('it names of whom one-time codes are demanded at the desk, and for what two people are', () => {
  const linesOf = (settings: string): string => {
    const config = readConfig({ ...REAL, AUTHORITY_SETTINGS: settings });
    if ('problems' in config) throw new Error(config.problems.join('\n'));
    return inWords(settingsFindings(config)).join('\n');
  };
  expect(linesOf('{}')).toContain('deskSecondFactor: one-time codes are demanded of nobody');
  expect(linesOf('{"deskSecondFactor":"managers"}')).toContain('demanded of managers');
  expect(linesOf('{}')).toContain('secondPerson: two people');
  expect(linesOf('{"secondPerson":"off"}')).toContain('secondPerson: one person alone');
});

test('a fresh machine’s settings are a demo’s, line by line', () => {
  expect(wrongOf({})).toEqual(['DEMO_ACCOUNTS', 'SMS_WEBHOOK_URL', 'TLS_CERT, TRUSTED_PROXIES', 'hours']);
});

test.each([
  [{ DEMO_ACCOUNTS: '1', AUTHORITY_SETTINGS: '{"hours":{"open":"09:00","close":"22:00"}}' }, 'DEMO_ACCOUNTS'],
  [{ DEMO_DESK: 'everywhere' }, 'DEMO_DESK'],
  [{ SMS_WEBHOOK_URL: '', SMS_WEBHOOK_SECRET: '', SMS_OUTBOX: 'log' }, 'SMS_WEBHOOK_URL'],
  [{ SMS_WEBHOOK_URL: 'http://192.0.2.1/send' }, 'SMS_WEBHOOK_URL'],
  [{ REDIS_URL: 'redis://127.0.0.1:6379' }, 'SECRET_KEY'],
  [{ TRUSTED_PROXIES: '' }, 'TLS_CERT, TRUSTED_PROXIES'],
  [{ TRUSTED_PROXIES: '0.0.0.0/0' }, 'TLS_CERT, TRUSTED_PROXIES'],
  [{ ALLOWED_ORIGINS: 'http://example.org' }, 'ALLOWED_ORIGINS'],
  [{ REDIS_DURABILITY: 'everysec' }, 'REDIS_DURABILITY'],
  [{ AUTHORITY_SETTINGS: '{"hours":"always"}' }, 'hours'],
  [{ AUTHORITY_SETTINGS: '{"codesPerDay":1000}' }, 'AUTHORITY_SETTINGS'],
  [{ AUTHORITY_SETTINGS: '{"captchaWork":1}' }, 'AUTHORITY_SETTINGS'],
  [{ AUTHORITY_SETTINGS: '{"returnWithinSeconds":0}' }, 'AUTHORITY_SETTINGS'],
  [{ AUTHORITY_SETTINGS: '{"returnShownSeconds":0}' }, 'AUTHORITY_SETTINGS'],
  [{ AUTHORITY_SETTINGS: '{"newAccountSeconds":0}' }, 'AUTHORITY_SETTINGS'],
  [{ AUTHORITY_SETTINGS: '{"firstPassPhraseSeconds":7776000}' }, 'AUTHORITY_SETTINGS'],
  [{ AUTHORITY_SETTINGS: '{"deskFirstPassPhraseSeconds":7776000}' }, 'AUTHORITY_SETTINGS'],
])('%j is named as not ready', (env, name) => {
  expect(wrongOf({ ...REAL, ...env })).toEqual([name]);
});
