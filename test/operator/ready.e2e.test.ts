import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';
import { ask } from '../../verification/actors/ask.ts';
import { DeskWorker, deskToken } from '../../verification/actors/desk-worker.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runOperator } from '../support/operator-command.ts';
import { startServer } from '../support/server-process.ts';

const OWN_PASS_PHRASE = 'three green tulips';

/** The settings with which docs/deploy.md begins; `…` stands for the operator's own. */
const settingsOfThePage = async (): Promise<Record<string, string>> => {
  const page = await readFile(join(projectRoot, 'docs/deploy.md'), 'utf8');
  const [, line = ''] = /```\n(.*) npm run ready\n```/.exec(page) ?? [];
  const own: Record<string, string> = {
    SMS_WEBHOOK_URL: 'https://sms.example.org/send',
    SMS_WEBHOOK_SECRET: 'sixteen characters',
  };
  return Object.fromEntries(
    line.split(' ').map((setting) => {
      const [name = '', value = ''] = setting.split('=');
      return [name, value === '…' ? (own[name] ?? '') : value];
    }),
  );
};
const ready = (env: NodeJS.ProcessEnv, ...args: string[]) => runOperator(['ready', ...args], env);
/** What is not ready, by name. */
const wrongIn = (said: string): string[] =>
  [...said.matchAll(/^ {2}NOT READY {2}([^:]+): /gm)].map(([, of = '']) => of);

/** Chooses a pass-phrase in place of the first one, and connects. */
const manager = async (url: string, first: string): Promise<DeskWorker> => {
  const token = await deskToken(url, 'anna', first);
  await ask(`${url}/api/desk/pass-phrase`, {
    method: 'POST',
    headers: { authorization: `Bearer ${typeof token === 'string' ? token : token.code}` },
    body: JSON.stringify({ passPhrase: first, newPassPhrase: OWN_PASS_PHRASE, tokenIn: 'body' }),
  });
  return DeskWorker.arrive(url, 'anna', OWN_PASS_PHRASE);
};

test('npm run ready ends with 0 for the settings with which docs/deploy.md begins, once there are a manager and a calendar', {
  timeout: 300_000,
}, async () => {
  const env = { ...(await settingsOfThePage()), DATA_DIR: await temporaryFolder() };
  expect(wrongIn((await ready(env)).said)).toEqual(['pool', 'desk manager']);
  expect((await runOperator(['begin-pool', 'tangshan-small'], env)).code).toBe(0);
  expect(wrongIn((await ready(env)).said)).toContain('desk manager');
  const made = await runOperator(['create-manager', 'anna'], env);
  expect(made.code).toBe(0);

  // The calendar of years to come is a manager's to load.
  const server = startServer([process.execPath, '--import', 'tsx', 'server/main.ts'], {
    ...env,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
  });
  const [, port] = await server.says(/"port":(\d+)/);
  const anna = await manager(`http://127.0.0.1:${port}`, /sign-in: (\S+)/.exec(made.said)?.[1] ?? '');
  const { missing } = await anna.does('readCalendar', {});
  if (missing.length > 0) expect(wrongIn((await ready(env)).said)).toEqual(['working-day calendar']);
  for (const year of missing) {
    const weekday = [1, 2, 3].map((date) => new Date(Date.UTC(year, 0, date))).find((day) => day.getUTCDay() % 6 !== 0);
    const holidays = [weekday?.toISOString().slice(0, 10) ?? ''];
    await anna.does('loadCalendarYear', { year, holidays, makeUpDays: [] });
  }
  anna.leave();

  const whileItRuns = await ready(env);
  expect(whileItRuns.said).toMatch(/\nReady\.\n$/);
  expect(whileItRuns.code).toBe(0);
  server.child.kill('SIGTERM');
  expect(await server.exit).toBe(0);
  // As an operator runs it, on data that no server uses.
  const byScript = startServer([process.execPath, 'scripts/ready.mjs'], env);
  expect(await byScript.exit).toBe(0);
  expect(byScript.said()).toMatch(/\nReady\.\n$/);
  expect(byScript.said()).not.toContain('NOT READY');
});

test('npm run ready ends with 1 and names each setting that is a demo’s', { timeout: 300_000 }, async () => {
  const real = { ...(await settingsOfThePage()), DATA_DIR: await temporaryFolder() };
  const noData = ['pool', 'desk manager'];
  for (const [env, name] of [
    [{ DEMO_ACCOUNTS: '1', AUTHORITY_SETTINGS: '{"hours":{"open":"09:00","close":"22:00"}}' }, 'DEMO_ACCOUNTS'],
    [{ DEMO_DESK: 'everywhere' }, 'DEMO_DESK'],
    [{ SMS_WEBHOOK_URL: '', SMS_WEBHOOK_SECRET: '', SMS_OUTBOX: 'log' }, 'SMS_WEBHOOK_URL'],
    [{ TRUSTED_PROXIES: '' }, 'TLS_CERT, TRUSTED_PROXIES'],
    [{ ALLOWED_ORIGINS: 'http://example.org' }, 'ALLOWED_ORIGINS'],
    [{ REDIS_DURABILITY: 'everysec' }, 'REDIS_DURABILITY'],
    [{ AUTHORITY_SETTINGS: '{"hours":"always"}' }, 'hours'],
    [{ AUTHORITY_SETTINGS: '{"codesPerDay":1000}' }, 'AUTHORITY_SETTINGS'],
  ] as const) {
    const { code, said } = await ready({ ...real, ...env });
    expect(code, name).toBe(1);
    expect(wrongIn(said)).toEqual([name, ...noData]);
    expect(said).toMatch(/\nNot ready: 3 of \d+\.\n$/);
  }
  // Nothing set at all is a demo; what cannot be read is named like it.
  const demo = await ready({ DATA_DIR: real.DATA_DIR });
  expect(demo.code).toBe(1);
  expect(wrongIn(demo.said)).toEqual([
    'DEMO_ACCOUNTS',
    'SMS_WEBHOOK_URL',
    'TLS_CERT, TRUSTED_PROXIES',
    'hours',
    ...noData,
  ]);
  const unread = await ready({ PORT: 'x' });
  expect(unread).toMatchObject({ code: 1, said: expect.stringContaining('NOT READY  settings: PORT: must be') });
  for (const args of [['--what'], ['--remove-demo-accounts', 'all'], ['--remove-demo-account']])
    expect(await ready(real, ...args)).toMatchObject({ code: 1, said: expect.stringContaining('Usage') });
});
