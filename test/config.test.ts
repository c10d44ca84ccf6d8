import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig, SETTINGS } from '../server/config.ts';
import { configWarnings } from '../server/config-warnings.ts';
import { configOf, problemsOf } from './support/config.ts';
import { temporaryFolder } from './support/folder.ts';

test('an empty environment gives the presets', () => {
  expect(readConfig({ PATH: '/bin', PORT: '' })).toMatchObject({
    port: 9000,
    host: '0.0.0.0',
    dataDir: './data',
    redis: undefined,
    redisDurability: 'always',
    redisReplicas: 0,
    engine: undefined,
    logLevel: 'info',
    allowedOrigins: [],
    secretKey: undefined,
    demoAccounts: 200,
    demoDesk: 'local',
    authority: { prefix: '冀B', tries: 20 },
  });
});

test('everything can be set', () => {
  const hex = '00ff'.repeat(16);
  expect(
    readConfig({
      PORT: '0',
      HOST: '::1',
      DATA_DIR: '/srv/x',
      REDIS_URL: 'rediss://user:pass@redis.example:6380/2',
      REDIS_DURABILITY: 'everysec',
      REDIS_REPLICAS: '2',
      ENGINE: 'ws',
      LOG_LEVEL: 'silent',
      ALLOWED_ORIGINS: 'https://a.example, http://localhost:5173',
      SECRET_KEY: hex,
      DEMO_ACCOUNTS: '0',
      DEMO_DESK: 'everywhere',
      SMS_OUTBOX: 'log',
      AUTHORITY_SETTINGS: '{"prefix":"京A","holdSeconds":5}',
    }),
  ).toMatchObject({
    port: 0,
    host: '::1',
    dataDir: '/srv/x',
    redis: { url: 'rediss://user:pass@redis.example:6380/2' },
    redisDurability: 'everysec',
    redisReplicas: 2,
    engine: 'ws',
    logLevel: 'silent',
    allowedOrigins: ['https://a.example', 'http://localhost:5173'],
    secretKey: Buffer.from(hex, 'hex'),
    demoAccounts: 0,
    demoDesk: 'everywhere',
    smsOutbox: 'log',
    authority: { prefix: '京A', holdSeconds: 5, tries: 20 },
  });
});

test('the secret may be written in base64url too', () => {
  const key = Buffer.alloc(32, 0xfb);
  expect(readConfig({ SECRET_KEY: key.toString('base64url') })).toMatchObject({ secretKey: key });
});

test("the authority's settings may stand in a file", async () => {
  const path = join(await temporaryFolder(), 'settings.json');
  await writeFile(path, '{"tries":3}');
  expect(readConfig({ AUTHORITY_SETTINGS: path })).toMatchObject({ authority: { tries: 3, draws: 10 } });
});

test('SAFE-3 everything that is wrong is named at once, each with what would be right', () => {
  const problems = problemsOf({
    PORT: '70000',
    REDIS_URL: 'localhost',
    ENGINE: 'fast',
    LOG_LEVEL: 'loud',
    ALLOWED_ORIGINS: 'https://a.example/path,example.org',
    SECRET_KEY: 'swordfish',
    DEMO_ACCOUNTS: '-1',
    AUTHORITY_SETTINGS: '{"tries":-1,"hold":3}',
  });
  expect(problems).toEqual([
    'PORT: must be a whole number from 0 to 65535',
    expect.stringMatching(/^redisAddressWrong: REDIS_URL must look like redis:.* rediss:.* unix:/),
    'ENGINE: must be uws or ws',
    'LOG_LEVEL: must be one of fatal, error, warn, info, debug, trace, silent',
    "ALLOWED_ORIGINS: 'https://a.example/path' is not an origin; write it like https://example.org, without a path or a *",
    "ALLOWED_ORIGINS: 'example.org' is not an origin; write it like https://example.org, without a path or a *",
    'SECRET_KEY: must be 32 bytes, written as 64 hex digits or 43 characters of base64url',
    'DEMO_ACCOUNTS: must be a whole number from 0 to 100000',
    expect.stringMatching(/^AUTHORITY_SETTINGS\.tries: /),
    expect.stringMatching(/^AUTHORITY_SETTINGS: .*hold/),
  ]);
});

test.each(['*', 'https://*.example.org', 'null'])('SAFE-3 %s is no origin, for it would match no page', (text) => {
  expect(problemsOf({ ALLOWED_ORIGINS: text })).toEqual([
    `ALLOWED_ORIGINS: '${text}' is not an origin; write it like https://example.org, without a path or a *`,
  ]);
});

test.each([
  '"ALWAYS"',
  '{"open":"9:00","close":"22:00"}',
  '{"open":"09：00","close":"22:00"}',
  '{"open":"24:00"}',
  '[]',
])('HOURS-1 hours written as %s are refused with what would be right', (hours) => {
  expect(problemsOf({ AUTHORITY_SETTINGS: `{"hours":${hours}}` })).toEqual([
    'AUTHORITY_SETTINGS.hours: must be two times of day that differ, such as 09:00 and 22:00, the close up to 24:00; round the clock is "always"',
  ]);
});

test.each(['0x10', '1e3', ' 80', '80.5', '-1', '99999999999'])('SAFE-3 %j is no port', (PORT) => {
  expect(problemsOf({ PORT })).toEqual(['PORT: must be a whole number from 0 to 65535']);
});

test.each(['{broken', '/no/such/file.json', '[]'])('SAFE-3 %j are no settings', (AUTHORITY_SETTINGS) => {
  expect(problemsOf({ AUTHORITY_SETTINGS })).toEqual([expect.stringMatching(/^AUTHORITY_SETTINGS: /)]);
});

test.each([
  ['ALLOWED_ORIGIN', 'ALLOWED_ORIGINS'],
  ['REDIS_URI', 'REDIS_URL'],
  ['DEMO_ACOUNTS', 'DEMO_ACCOUNTS'],
  ['DATADIR', 'DATA_DIR'],
  ['PROT', 'PORT'],
])('SAFE-3 %s is told as a slip of %s', (slip, meant) => {
  expect(configWarnings({ [slip]: '1' }, SETTINGS, configOf({}))).toEqual([
    `${slip} is not a setting, and is ignored; did you mean ${meant}?`,
  ]);
});

test('SAFE-3 what is no setting, and no slip of one, is nobody’s business', () => {
  const env = {
    PATH: '',
    HOME: '',
    HOSTNAME: '',
    USER: '',
    NODE_ENV: '',
    SHELL: '',
    PWD: '',
    PORT: '1',
    LANG: '',
    TERM: '',
  };
  expect(configWarnings(env, SETTINGS, configOf({}))).toEqual([]);
});

test('SAFE-3 figures that work against each other, and codes that travel readable, are told', () => {
  const config = configOf({
    SMS_WEBHOOK_URL: 'http://sms.example.org/send',
    SMS_WEBHOOK_SECRET: 'sixteen characters',
    AUTHORITY_SETTINGS: '{"confirmSeconds":60,"captchaLifeSeconds":5}',
  });
  expect(configWarnings({}, SETTINGS, config)).toEqual([
    expect.stringContaining('SMS_WEBHOOK_URL'),
    expect.stringContaining('codeResendSeconds'),
    expect.stringContaining('captchaLifeSeconds'),
  ]);
});

test('HA-6 replicas of the embedded Redis are refused: it has none', () => {
  expect(problemsOf({ REDIS_REPLICAS: '1' })).toEqual([
    expect.stringContaining('REDIS_REPLICAS: must be 0 without REDIS_URL'),
  ]);
  expect(problemsOf({ REDIS_REPLICAS: '1', REDIS_URL: 'redis://127.0.0.1' })).toEqual([]);
});
