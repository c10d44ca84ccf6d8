import { cp, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cliFor } from '../../server/redis/dump.ts';
import { People } from '../../verification/actors/people.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runOperator } from '../support/operator-command.ts';
import { TestServer } from '../support/server.ts';

let server: TestServer;
let people: People;
beforeAll(async () => {
  server = await TestServer.start({ engine: 'uws', authority: { verifyIntervalSeconds: 0.1 } });
  people = new People(server);
}, 60_000);
afterAll(async () => {
  people.leave();
  await server.stop();
});

const backUp = (...args: string[]) => runOperator(['back-up', ...args], { DATA_DIR: server.dataDir });
const reserve = async (plate: string): Promise<void> => {
  const me = await people.newcomer();
  await me.reserve(plate);
};

test('SAFE-2 P7 a backup taken while the server runs is restored, noticed, and opened by an operator’s word', async () => {
  await reserve('12AC4');
  const folder = join(await temporaryFolder(), 'backup');
  expect(await backUp(folder)).toMatchObject({ code: 0, said: expect.stringContaining('The secret key is not in it') });
  await reserve('34AC5');

  // It tells what it is, nobody else can read it, and the key is not in it.
  const told = JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8')) as object;
  expect(told).toMatchObject({ pool: 'tangshan-small', event: expect.any(Number), secretKey: expect.any(String) });
  expect((await stat(folder)).mode & 0o077).toBe(0);
  const files = await readdir(folder, { recursive: true });
  expect(files.filter((name) => name.includes('secret'))).toEqual([]);
  const key = (await readFile(join(server.dataDir, 'secret.key'), 'utf8')).trim();
  for (const name of files.filter((each) => /\.(rdb|manifest|json)$/.test(each)))
    expect((await readFile(join(folder, name), 'latin1')).includes(key), name).toBe(false);
  expect(await backUp(folder)).toMatchObject({ code: 1, said: expect.stringContaining('is there already') });
  expect(await backUp()).toMatchObject({ code: 1, said: expect.stringContaining('Usage') });

  await expect(
    server.restart(async () => {
      await rename(join(server.dataDir, 'redis'), join(server.dataDir, 'redis-before'));
      await cp(join(folder, 'redis'), join(server.dataDir, 'redis'), { recursive: true });
    }),
  ).rejects.toThrow(
    /xuanhao: poolBehind: Redis has an older state of the pool: event \d+ is its last, and event \d+ was seen/,
  );
  expect(await runOperator(['accept-pool'], { DATA_DIR: server.dataDir })).toMatchObject({
    code: 0,
    said: expect.stringMatching(/1 are reserved[\s\S]*poolBehind[\s\S]*Nothing was changed/),
  });
  expect(await runOperator(['accept-pool', '--yes'], { DATA_DIR: server.dataDir })).toMatchObject({ code: 0 });
  await server.start();
  const other = await people.newcomer();
  expect(await other.verify('12AC4')).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
  // What came after the backup is lost, and known to be.
  expect(await (await people.newcomer()).hold('34AC5')).toMatchObject({ plate: '34AC5' });
});

test('a password never stands among the arguments of a program', () => {
  const { args, env } = cliFor({ url: 'rediss://anna:se%2Fcret@redis.example:6390' });
  expect(args).toEqual(['-h', 'redis.example', '-p', '6390', '--tls', '--user', 'anna']);
  expect(env).toEqual({ REDISCLI_AUTH: 'se/cret' });
  expect(cliFor({ url: 'redis://redis.example' })).toEqual({ args: ['-h', 'redis.example', '-p', '6379'], env: {} });
  expect(cliFor({ url: 'unix:///a%20b/r.sock' })).toEqual({ args: ['-s', '/a b/r.sock'], env: {} });
});
