import { expect, test } from 'vitest';
import { runOperator } from '../support/operator-command.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';

const server = sharedServer({ engine: 'uws', authority: { verifyIntervalSeconds: 0.1 } });
const people = sharedPeople(server);

const health = async () => {
  const response = await fetch(`${server.url}/healthz`);
  return { code: response.status, ...((await response.json()) as { status: string; closed?: { code: string } }) };
};

test('P7 SAFE-2 a Redis that has forgotten everything: nothing is handed out, everybody is told, until an operator accepts', async () => {
  const [me, other] = [await people.newcomer(), await people.newcomer()];
  await me.reserve('12AC4');

  await (await server.redisClient()).flushAll();
  await expect.poll(health).toMatchObject({
    code: 503,
    status: 'closed',
    closed: { code: 'poolForgotten', sentence: expect.stringContaining('npm run pool:accept') },
  });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
  expect(await server.figure('xuanhao_pool_closed')).toBe(1);
  await server.says('closed, nothing is done: Redis has lost the pool');
  expect(await other.refused('openKeyboard', {})).toMatchObject({ code: 'recovering', retry: 'later' });
  const signIn = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    body: JSON.stringify({ userName: 'demo9', passPhrase: 'demo' }),
  });
  expect([signIn.status, await signIn.json()]).toMatchObject([503, { refusal: { code: 'recovering' } }]);
  // What is shown goes on from memory.
  expect(await other.ask('readPool', {})).toMatchObject({ ok: true });

  const dataDir = server.dataDir;
  const told = await runOperator(['accept-pool'], { DATA_DIR: dataDir });
  expect(told).toMatchObject({
    code: 0,
    said: expect.stringMatching(/0 numbers were opened[\s\S]*Nothing was changed/),
  });
  expect(await runOperator(['accept-pool', '--no'], { DATA_DIR: dataDir })).toMatchObject({ code: 1 });
  expect(await health()).toMatchObject({ status: 'closed' });

  // Nor does a restart open on it; one line says why.
  await expect(server.restart()).rejects.toThrow(
    /xuanhao: poolStopped: poolForgotten: Redis has lost the pool.*pool:accept/,
  );

  expect(await runOperator(['accept-pool', '--yes'], { DATA_DIR: dataDir })).toMatchObject({
    code: 0,
    said: expect.stringContaining('Accepted'),
  });
  await server.start();
  expect(await health()).toMatchObject({ code: 200, status: 'ok' });
  expect(await (await people.newcomer()).hold('12AC4')).toMatchObject({ plate: '12AC4' });
});
