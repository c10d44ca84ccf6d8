import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { projectRoot } from '../../server/project-root.ts';
import { People } from '../../verification/actors/people.ts';
import { makeCertificate } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { TestServer } from '../support/server.ts';
import { startServer } from '../support/server-process.ts';
import { startTcpRedisWith } from '../support/tcp-redis.ts';

const TIMEOUTS = { timeout: 180_000 };
const PASSWORD = 'p@ss:w/o#r?d%&+ ä';

const problemsOf = (env: NodeJS.ProcessEnv): string[] => {
  const config = readConfig(env);
  return 'problems' in config ? config.problems : [];
};

/** The rules for the user, as docs/deploy.md tells them. */
const documentedAcl = async (): Promise<string[]> => {
  const text = await readFile(join(projectRoot, 'docs/deploy.md'), 'utf8');
  const rules = /^ACL SETUSER xuanhao (.+)$/m.exec(text)?.[1];
  if (rules === undefined) throw new Error('docs/deploy.md has no ACL');
  return rules.split(' ').filter((rule) => !rule.startsWith('>'));
};

const run = async (
  script: string,
  env: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<{ exit: number | string; said: string }> => {
  const child = startServer([process.execPath, '--import', 'tsx', script, ...args], env);
  return { exit: await child.exit, said: child.said() };
};

test(
  'HA-15 a server with the smallest ACL, over TLS with a private authority, a client certificate and a password in a file',
  TIMEOUTS,
  async () => {
    const folder = await temporaryFolder();
    const certificate = await makeCertificate(folder);
    const { certFile, keyFile } = certificate;
    const redis = await startTcpRedisWith({ tls: certificate }, '--tls-auth-clients', 'yes');
    await redis.cli('ACL', 'SETUSER', 'xuanhao', ...(await documentedAcl()), `>${PASSWORD}`);
    await redis.cli('CONFIG', 'SET', 'requirepass', 'another');
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
    const env = {
      REDIS_URL: `rediss://localhost:${redis.port}`,
      REDIS_USER: 'xuanhao',
      REDIS_PASSWORD_FILE: passwordFile,
      REDIS_CA: certFile,
      REDIS_CERT: certFile,
      REDIS_KEY: keyFile,
    };
    const server = await TestServer.start({ engine: 'ws', authority: { verifyIntervalSeconds: 0 }, env });
    onTestFinished(() => server.stop());
    const people = new People(server);
    onTestFinished(() => people.leave());
    const me = await people.newcomer();
    await me.hold('12AC4');
    await me.confirm();
    await me.finish();
    expect(await redis.cli('--no-auth-warning', '-a', 'another', 'ACL', 'LOG')).toBe('');
    expect(server.lines.filter((line) => /"level":[456]0/.test(line))).toEqual([]);

    const operator = { ...env, DATA_DIR: server.dataDir };
    const backup = join(folder, 'backup');
    expect(await run('server/operator/back-up.ts', operator, backup)).toMatchObject({ exit: 0 });
    expect(await run('server/operator/create-manager.ts', operator, 'anna')).toMatchObject({ exit: 0 });
    expect(await run('server/operator/accept-pool.ts', operator)).toMatchObject({
      exit: 0,
      said: expect.stringContaining('1 are reserved'),
    });
  },
);

test('HA-15 settings that cannot be meant together are named, each with what would be right', async () => {
  const folder = await temporaryFolder();
  const { certFile, keyFile } = await makeCertificate(folder);
  const empty = join(folder, 'empty');
  await writeFile(empty, '\nsecret\n');
  expect(problemsOf({ REDIS_CA: certFile, REDIS_USER: 'anna' })).toEqual([
    'REDIS_USER: is for the Redis of REDIS_URL, which is not set',
    'REDIS_CA: is for the Redis of REDIS_URL, which is not set',
  ]);
  expect(problemsOf({ REDIS_URL: 'redis://host', REDIS_CA: certFile })).toEqual([
    'REDIS_CA: is for TLS, which REDIS_URL asks for by rediss://',
  ]);
  expect(problemsOf({ REDIS_URL: 'redis://u:p@host', REDIS_PASSWORD_FILE: keyFile })).toEqual([
    'REDIS_PASSWORD_FILE: must not be set where REDIS_URL names a user or a password',
  ]);
  expect(problemsOf({ REDIS_URL: 'redis://host', REDIS_USER: 'anna' })).toEqual([
    'REDIS_USER: needs REDIS_PASSWORD_FILE',
  ]);
  expect(problemsOf({ REDIS_URL: 'redis://host', REDIS_PASSWORD_FILE: empty })).toEqual([
    expect.stringMatching(/^REDIS_PASSWORD_FILE: .* is empty$/),
  ]);
  expect(problemsOf({ REDIS_URL: 'redis://host', REDIS_PASSWORD_FILE: join(folder, 'none') })).toEqual([
    expect.stringMatching(/^REDIS_PASSWORD_FILE: .*ENOENT/),
  ]);
  expect(problemsOf({ REDIS_URL: 'rediss://host', REDIS_CERT: certFile })).toEqual([
    'REDIS_KEY: must be set where its counterpart is',
  ]);
  for (const REDIS_CA of [join(folder, 'none.pem'), empty, keyFile])
    expect(problemsOf({ REDIS_URL: 'rediss://host', REDIS_CA })).toEqual([
      expect.stringMatching(/^REDIS_CA: must be paths of PEM files/),
    ]);
});
