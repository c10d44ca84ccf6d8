import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OwnerId } from '../../protocol/ids.ts';
import { deskKeys } from '../../server/desk/keys.ts';
import { hashPassPhrase } from '../../server/identity/pass-phrases.ts';
import { type RedisClient } from '../../server/redis/client.ts';
import { readRecord, saveRecord } from '../../server/redis/records.ts';
import { bearer, connectDesk, DeskWorker, deskToken } from '../../verification/actors/desk-worker.ts';
import { sharedServer } from '../support/shared.ts';

const server = sharedServer({ engine: 'uws', authority: { hours: 'always' } });
let redis: RedisClient;
let manager: DeskWorker;
beforeAll(async () => {
  redis = await server.redisClient();
  manager = await DeskWorker.arrive(server.url, 'demo-manager');
});
afterAll(() => manager.leave());

/** A new clerk, whose record is then changed as a version before may have left it. */
const clerkWith = async (userName: string, changed: Record<string, unknown>): Promise<string> => {
  const { passPhrase } = await manager.does('addAccount', { userName, role: 'clerk' });
  const key = deskKeys.account(`desk-${userName}` as OwnerId);
  const { version, text } = await readRecord(redis, key);
  const kept = JSON.parse(text ?? '') as object;
  await saveRecord(redis, key, { version, text: JSON.stringify({ ...kept, ...changed }) });
  return passPhrase;
};

test('ACCT-3 a desk account with a common pass-phrase of earlier days signs in, and must change it first', async () => {
  await clerkWith('from-before', { passHash: await hashPassPhrase('Password2026'), mustChange: false });
  const token = await deskToken(server.url, 'from-before', 'Password2026');
  expect(await connectDesk(server.url, { token })).toMatchObject({ code: 'passPhraseChangeRequired' });
  const changed = await fetch(`${server.url}/api/desk/pass-phrase`, {
    method: 'POST',
    headers: bearer(token),
    body: JSON.stringify({ passPhrase: 'Password2026', newPassPhrase: 'three green tulips', tokenIn: 'body' }),
  });
  expect(changed.status).toBe(200);
  const clerk = await DeskWorker.arrive(server.url, 'from-before', 'three green tulips');
  clerk.leave();
});

const entries = async () => (await manager.does('readAudit', {})).entries;
const failed = async (what: string) =>
  (await entries()).filter((entry) => entry.what === what && entry.outcome !== 'done');

test('ACCT-3 a failed sign-in at the desk stands in the trail, with a masked address and never a name that no account has', async () => {
  const secret = 'my-own-pass-phrase typed first';
  await deskToken(server.url, secret, 'x');
  await deskToken(server.url, 'demo-clerk', 'wrong');
  await expect.poll(() => failed('signIn')).toHaveLength(2);
  expect(await failed('signIn')).toMatchObject([
    { who: 'demo-clerk', role: 'clerk', outcome: 'signInWrong', subject: '127.0.*.*' },
    { who: '', role: '', outcome: 'signInWrong', subject: 'm**** 127.0.*.*' },
  ]);
  expect(JSON.stringify(await entries())).not.toContain('own-pass');
  expect(server.lines.join('\n')).not.toContain('own-pass');
});

test('ACCT-3 a first pass-phrase of a desk account ends: who knows it is told so, and others learn nothing', async () => {
  const passPhrase = await clerkWith('too-late', { createdAt: Date.now() - 4 * 86_400_000 });
  expect(await deskToken(server.url, 'too-late', passPhrase)).toMatchObject({ code: 'passPhraseEnded' });
  expect(await deskToken(server.url, 'too-late', 'a wrong one')).toMatchObject({ code: 'signInWrong' });
  expect(await deskToken(server.url, 'nobody-here', passPhrase)).toMatchObject({ code: 'signInWrong' });
  // One that its owner has chosen, long ago, has no end.
  const hash = await hashPassPhrase('three green tulips');
  await clerkWith('long-here', { createdAt: 1, mustChange: false, passHash: hash });
  expect(await deskToken(server.url, 'long-here', 'three green tulips')).toEqual(expect.any(String));
});
