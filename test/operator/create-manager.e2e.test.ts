import { expect, test } from 'vitest';
import { deskSessionView, secondFactorOffer } from '../../protocol/desk/session.ts';
import { Authenticator } from '../../verification/actors/authenticator.ts';
import { connectDesk, deskToken } from '../../verification/actors/desk-worker.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runOperator } from '../support/operator-command.ts';
import { startServer } from '../support/server-process.ts';

const createManager = (dataDir: string, ...args: string[]) =>
  runOperator(['create-manager', ...args], { DATA_DIR: dataDir });
const passPhraseIn = (said: string): string => /sign-in: (\S+)/.exec(said)?.[1] ?? '';

test('the first manager is made before the server runs, the next one while it runs, and each signs in', async () => {
  const dataDir = await temporaryFolder();
  const first = await createManager(dataDir, 'anna');
  expect(first.code).toBe(0);
  await runOperator(['begin-pool', 'tangshan-small'], { DATA_DIR: dataDir });
  const server = startServer([process.execPath, '--import', 'tsx', 'server/main.ts'], {
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    DEMO_ACCOUNTS: '0',
    SMS_OUTBOX: 'log',
    LOG_LEVEL: 'info',
  });
  const [, port] = await server.says(/"port":(\d+)/);
  const url = `http://127.0.0.1:${port}`;
  const second = await createManager(dataDir, 'bob');
  expect(second.code).toBe(0);
  for (const [name, { said }] of [['anna', first] as const, ['bob', second] as const])
    expect(await deskToken(url, name, passPhraseIn(said))).toEqual(expect.any(String));
  // Without a demo there is none at the desk either.
  expect(await deskToken(url, 'demo-manager')).toMatchObject({ code: 'signInWrong' });
  expect((await fetch(`${url}/api/desk/demo`)).status).toBe(404);
  // A phone is lost: the codes go, and nothing else does.
  const said = await deskToken(url, 'anna', passPhraseIn(first.said));
  const token = typeof said === 'string' ? said : '';
  const post = (path: string, body: object, by = token) =>
    fetch(`${url}/api/desk/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${by}` },
      body: JSON.stringify(body),
    });
  const own = { passPhrase: passPhraseIn(first.said), newPassPhrase: 'three green tulips', tokenIn: 'body' };
  const { token: renewed } = deskSessionView.parse(await (await post('pass-phrase', own)).json());
  const asked = await post('second-factor', { passPhrase: own.newPassPhrase }, renewed);
  const { secret } = secondFactorOffer.parse(await asked.json());
  const proof = { code: new Authenticator(secret).next(), tokenIn: 'body' };
  const { token: enrolled } = deskSessionView.parse(await (await post('second-factor/code', proof, renewed)).json());
  expect(await deskToken(url, 'anna', own.newPassPhrase)).toMatchObject({ code: 'oneTimeCodeRequired' });
  expect(await createManager(dataDir, 'anna', '--new-phone')).toMatchObject({ code: 0 });
  expect(await connectDesk(url, { token: enrolled })).toMatchObject({ code: 'sessionEnded' });
  expect(await deskToken(url, 'anna', own.newPassPhrase)).toEqual(expect.any(String));
  expect(await createManager(dataDir, 'anna', '--new-phone')).toMatchObject({
    code: 1,
    said: expect.stringContaining('no one-time codes'),
  });
  expect(await createManager(dataDir, 'nobody', '--new-phone')).toMatchObject({
    code: 1,
    said: expect.stringContaining('no desk account'),
  });
  for (const wrong of [['anna', '--newphone'], ['anna', '--new-phone', 'x'], ['--new-phone']])
    expect(await createManager(dataDir, ...wrong)).toMatchObject({ code: 1, said: expect.stringContaining('Usage') });
  // A name that is taken, and one that is none.
  expect(await createManager(dataDir, 'anna')).toMatchObject({ code: 1, said: expect.stringContaining('already') });
  expect(await createManager(dataDir, 'A!')).toMatchObject({ code: 1, said: expect.stringContaining('Usage') });
  expect(await createManager(dataDir)).toMatchObject({ code: 1, said: expect.stringContaining('Usage') });
}, 120_000);
