import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask } from '../../verification/actors/ask.ts';
import { DeskWorker, deskToken } from '../../verification/actors/desk-worker.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runOperator } from '../support/operator-command.ts';
import { startServer } from '../support/server-process.ts';

const OWN_PASS_PHRASE = 'three green tulips';
const ABSENT = /^xuanhao: poolAbsent: Redis has no pool tangshan-small;[^\n]*pool:begin -- tangshan-small[^\n]*\n$/;

const serverWith = (env: NodeJS.ProcessEnv) =>
  startServer([process.execPath, '--import', 'tsx', 'server/main.ts'], {
    PORT: '0',
    HOST: '127.0.0.1',
    DEMO_ACCOUNTS: '0',
    SMS_OUTBOX: 'log',
    ...env,
  });

const managerAt = async (url: string, userName: string, first: string): Promise<DeskWorker> => {
  const token = await deskToken(url, userName, first);
  await ask(`${url}/api/desk/pass-phrase`, {
    method: 'POST',
    headers: { authorization: `Bearer ${typeof token === 'string' ? token : token.code}` },
    body: JSON.stringify({ passPhrase: first, newPassPhrase: OWN_PASS_PHRASE, tokenIn: 'body' }),
  });
  return DeskWorker.arrive(url, userName, OWN_PASS_PHRASE);
};

test('HA-2 F15 on an empty data folder and an empty Redis a server without a demo begins no pool, with or without workers; an operator does, and the desk opens its blocks', {
  timeout: 300_000,
}, async () => {
  const env = { DATA_DIR: await temporaryFolder() };
  for (const WORKERS of ['1', '2', '1']) {
    const refused = serverWith({ ...env, WORKERS });
    expect(await refused.exit).toBe(1);
    expect(refused.said()).toMatch(ABSENT);
  }
  const begin = (...args: string[]) => runOperator(['begin-pool', ...args], env);
  for (const args of [[], ['beijing'], ['tangshan-small', 'again']])
    expect(await begin(...args)).toMatchObject({
      code: 1,
      said: expect.stringContaining('the pool of these settings is tangshan-small'),
    });
  expect(await begin('tangshan-small')).toMatchObject({ code: 0, said: expect.stringContaining('is begun') });
  expect(await begin('tangshan-small')).toMatchObject({ code: 1, said: expect.stringContaining('begun before') });

  const made = await runOperator(['create-manager', 'anna'], env);
  const server = serverWith({ ...env, LOG_LEVEL: 'info' });
  const [, port] = await server.says(/"port":(\d+)/);
  const url = `http://127.0.0.1:${port}`;
  expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ status: 'ok', pools: [{ free: 0, total: 0 }] });
  const anna = await managerAt(url, 'anna', /sign-in: (\S+)/.exec(made.said)?.[1] ?? '');
  expect((await anna.does('readAudit', {})).entries).toContainEqual(
    expect.objectContaining({ who: 'pool:begin', what: 'beginPool', subject: 'tangshan-small' }),
  );
  const positions = ['0123456789', '0123456789', 'AB', 'ACDEFGHJKLMNPQRSTUVWXYZ'.slice(0, 4), '0123456789'];
  const block = { id: 'first', name: { zh: '首批', en: 'First' }, positions };
  expect(await anna.does('addBlock', { block })).toMatchObject({ outcome: 'opened', total: 8_000 });
  anna.leave();
  await expect
    .poll(async () => (await fetch(`${url}/healthz`)).json() as Promise<unknown>, { timeout: 30_000 })
    .toMatchObject({ pools: [{ free: 8_000, total: 8_000 }] });
  server.child.kill('SIGTERM');
  expect(await server.exit).toBe(0);

  // Where its data are gone, the pool is lost and not absent: that is no beginning.
  await rm(join(env.DATA_DIR, 'redis'), { recursive: true });
  expect(await begin('tangshan-small')).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^xuanhao: poolForgotten: /),
  });
});
