import { expect, onTestFinished, test } from 'vitest';
import { addAccount } from '../../protocol/desk/commands/add-account.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { AuditTrail } from '../../server/desk/audit.ts';
import { deskKeys } from '../../server/desk/keys.ts';
import { ask } from '../../verification/actors/ask.ts';
import { idNumberOf, mobileOf } from '../../verification/actors/citizens.ts';
import { bearer, connectDesk, DeskWorker, deskToken } from '../../verification/actors/desk-worker.ts';
import { runOperator } from '../support/operator-command.ts';
import { TestServer } from '../support/server.ts';

const OWN_PASS_PHRASE = 'a long one of my own 7';

/** Chooses a pass-phrase in place of the first one; answers the session that this begins. */
const settle = async (url: string, token: string | Refusal, path: string, passPhrase: string): Promise<string> => {
  const answer = await ask(`${url}${path}`, {
    method: 'POST',
    headers: bearer(token),
    body: JSON.stringify({ passPhrase, newPassPhrase: OWN_PASS_PHRASE, tokenIn: 'body' }),
  });
  const { token: renewed } = JSON.parse(answer.text) as { token: string };
  return renewed;
};
const status = (url: string, path: string, token: string) =>
  ask(`${url}${path}`, { headers: bearer(token) }).then((heard) => heard.status);
const signIn = async (url: string, userName: string, passPhrase: string): Promise<string> => {
  const body = JSON.stringify({ userName, passPhrase, tokenIn: 'body' });
  const { text } = await ask(`${url}/api/session`, { method: 'POST', body });
  return (JSON.parse(text) as { token?: string }).token ?? '';
};

test('ACCT-1 nothing that a demo account made outlasts the demo: not the account, its heirs, its sessions, nor whom they signed', async () => {
  const env: NodeJS.ProcessEnv = {};
  const server = await TestServer.start({ engine: 'ws', authority: { hours: 'always' }, env });
  onTestFinished(() => server.stop());
  // A manager of the demo makes one who looks lasting, and that one makes another.
  const demo = await DeskWorker.arrive(server.url, 'demo-manager');
  const { passPhrase } = await demo.does('addAccount', { userName: 'looks-lasting', role: 'manager' });
  const first = await settle(
    server.url,
    await deskToken(server.url, 'looks-lasting', passPhrase),
    '/api/desk/pass-phrase',
    passPhrase,
  );
  const heir = await DeskWorker.connect(server.url, first);
  const { passPhrase: second } = await heir.does('addAccount', { userName: 'second', role: 'clerk' });
  const signed = await heir.does('signPerson', { name: '王小明', idNumber: idNumberOf(71), mobile: mobileOf(71) });
  if (signed.outcome !== 'signed') throw new Error(signed.outcome);
  const words = (await server.says(`用户名 ${signed.userName}`)).match(/初始口令 (\S+?)[，,]/)?.[1] ?? '';
  const applicant = await signIn(server.url, signed.userName, words);
  expect(await status(server.url, '/api/session', applicant)).toBe(200);
  await demo.does('withholdNumbers', { plates: ['00AA1'], reason: 'tried in the demo' });
  demo.leave();
  heir.leave();

  env['DEMO_ACCOUNTS'] = '0';
  await server.restart();
  await server.says('left of a demo: desk accounts made in a demo, disabled (2): looks-lasting, second');
  await server.says("left of a demo: applicants' accounts made in a demo, disabled (1)");
  await server.says('left of a demo: done at the desk of a demo and still so: withholdNumbers 1');
  for (const [name, passPhraseOf] of [
    ['looks-lasting', OWN_PASS_PHRASE],
    ['second', second],
    ['demo-manager', 'demo'],
  ] as const)
    expect(await deskToken(server.url, name, passPhraseOf), name).toMatchObject({ code: 'signInWrong' });
  expect(await status(server.url, '/api/desk/session', first)).toBe(204);
  expect(await connectDesk(server.url, { token: first })).toMatchObject({ code: 'sessionEnded' });
  expect(await status(server.url, '/api/session', applicant)).toBe(204);
  expect(await signIn(server.url, signed.userName, words)).toBe('');

  // With the demo they are there again.
  env['DEMO_ACCOUNTS'] = '5';
  await server.restart();
  expect(await deskToken(server.url, 'looks-lasting', OWN_PASS_PHRASE)).toEqual(expect.any(String));
});

test('ACCT-1 an account that an earlier version made does not say where: the trail does, and it is disabled like the others', async () => {
  const env: NodeJS.ProcessEnv = {};
  const server = await TestServer.start({ engine: 'ws', env });
  onTestFinished(() => server.stop());
  const demo = await DeskWorker.arrive(server.url, 'demo-manager');
  const made = addAccount.answer.parse(await demo.does('addAccount', { userName: 'of-before', role: 'clerk' }));
  const other = addAccount.answer.parse(await demo.does('addAccount', { userName: 'made-anew', role: 'clerk' }));
  demo.leave();
  const redis = await server.redisClient();
  for (const name of ['of-before', 'made-anew']) {
    const key = deskKeys.account(`desk-${name}` as never);
    const { madeInDemo: _, ...before } = JSON.parse((await redis.hGet(key, 'record')) ?? '') as Record<string, unknown>;
    await redis.hSet(key, 'record', JSON.stringify(before));
  }
  // The second was removed since, and made anew by an operator.
  await new AuditTrail(redis, Date.now).append({
    who: 'desk:manager',
    role: '',
    what: 'addAccount',
    outcome: 'done',
    subject: 'made-anew',
  });
  env['DEMO_ACCOUNTS'] = '0';
  await server.restart();
  await server.says('disabled (1): of-before');
  expect(await deskToken(server.url, 'of-before', made.passPhrase)).toMatchObject({ code: 'signInWrong' });
  expect(await deskToken(server.url, 'made-anew', other.passPhrase)).toEqual(expect.any(String));
});

test('ACCT-1 npm run ready -- --remove-demo-accounts removes what a demo made for good, and only once the demo is over', {
  timeout: 300_000,
}, async () => {
  const env: NodeJS.ProcessEnv = {};
  const server = await TestServer.start({ engine: 'ws', authority: { hours: 'always' }, env });
  onTestFinished(() => server.stop());
  const remove = (accounts: string) =>
    runOperator(['ready', '--remove-demo-accounts'], {
      DATA_DIR: server.dataDir,
      DEMO_ACCOUNTS: accounts,
      SMS_OUTBOX: 'log',
    });
  const demo = await DeskWorker.arrive(server.url, 'demo-manager');
  const { passPhrase } = await demo.does('addAccount', { userName: 'looks-lasting', role: 'manager' });
  const first = await deskToken(server.url, 'looks-lasting', passPhrase);
  const session = await settle(server.url, first, '/api/desk/pass-phrase', passPhrase);
  const signed = await demo.does('signPerson', { name: '王小明', idNumber: idNumberOf(71), mobile: mobileOf(71) });
  if (signed.outcome !== 'signed') throw new Error(signed.outcome);
  const words = (await server.says(`用户名 ${signed.userName}`)).match(/初始口令 (\S+?)[，,]/)?.[1] ?? '';
  await demo.does('withholdNumbers', { plates: ['00AA1'], reason: 'tried in the demo' });
  demo.leave();

  // While the demo goes on nobody loses an account.
  const refused = await remove('5');
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('NOT READY  --remove-demo-accounts: nothing was removed');
  expect(await status(server.url, '/api/desk/session', session)).toBe(200);

  env['DEMO_ACCOUNTS'] = '0';
  await server.restart();
  await server.says('left of a demo: desk accounts made in a demo, disabled (1): looks-lasting');

  // The server runs meanwhile.
  const removed = await remove('0');
  expect(removed.said).toContain('  ready      left of a demo\n');
  expect(removed.said).not.toContain('NOT READY  left of a demo');
  const from = server.lines.length;
  await server.restart();
  expect(server.lines.slice(from).filter((line) => line.includes('left of a demo'))).toEqual([]);
  // A second time there is nothing to do.
  expect((await remove('0')).said).toContain('  ready      left of a demo\n');

  // With the demo they are not there again; the demo's own are.
  env['DEMO_ACCOUNTS'] = '5';
  await server.restart();
  expect(await deskToken(server.url, 'looks-lasting', OWN_PASS_PHRASE)).toMatchObject({ code: 'signInWrong' });
  expect(await status(server.url, '/api/desk/session', session)).toBe(204);
  expect(await signIn(server.url, signed.userName, words)).toBe('');
  const again = await DeskWorker.arrive(server.url, 'demo-manager');
  const { entries } = await again.does('readAudit', {});
  expect(entries.map(({ what }) => what)).toContain('removeDemoAccounts');
  again.leave();
});
