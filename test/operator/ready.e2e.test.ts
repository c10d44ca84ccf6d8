import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';
import { temporaryFolder } from '../support/folder.ts';

const REAL = {
  DEMO_ACCOUNTS: '0',
  SMS_WEBHOOK_URL: 'https://sms.example.org/send',
  SMS_WEBHOOK_SECRET: 'sixteen characters',
  TRUSTED_PROXIES: '127.0.0.1',
};

const run = async (script: string, env: NodeJS.ProcessEnv, ...args: string[]) => {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'], ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
};
const ready = (env: NodeJS.ProcessEnv, ...args: string[]) => run('server/operator/ready.ts', env, ...args);

test('npm run ready ends with 1 and names what is a demo’s, and a real service with a manager lacks nothing that it can set', {
  timeout: 120_000,
}, async () => {
  const dataDir = await temporaryFolder();
  const demo = await ready({ DATA_DIR: dataDir });
  expect(demo.code).toBe(1);
  for (const name of ['DEMO_ACCOUNTS', 'SMS_WEBHOOK_URL', 'hours', 'desk manager'])
    expect(demo.said).toContain(`NOT READY  ${name}: `);
  expect(await ready({ PORT: 'x' })).toMatchObject({
    code: 1,
    said: expect.stringContaining('settings: PORT: must be'),
  });
  expect(await ready({ DATA_DIR: dataDir }, '--what')).toMatchObject({
    code: 1,
    said: expect.stringContaining('Usage'),
  });

  const env = { ...REAL, DATA_DIR: dataDir };
  expect((await run('server/operator/create-manager.ts', env, 'anna')).code).toBe(0);
  const real = await ready(env);
  expect(real.said).toContain('  ready      desk manager');
  expect(real.said).toContain('  ready      left of a demo');
  // A calendar of years to come is a manager's to load, and nothing else is missing.
  const wrong = real.said.split('\n').filter((line) => line.includes('NOT READY') && !line.includes('calendar'));
  expect(wrong).toEqual([]);
});
