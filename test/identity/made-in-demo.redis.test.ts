import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { DeskAccounts } from '../../server/desk/accounts.ts';
import { AccountStore, type StoredAccount } from '../../server/identity/account-store.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { Sessions } from '../../server/identity/sessions.ts';
import { type SigningForm, SigningInPerson } from '../../server/identity/signing-in-person.ts';
import { idNumberOf, mobileOf } from '../../verification/actors/citizens.ts';
import { redisOfFile } from '../support/redis.ts';
import { TestGateway } from '../support/sms.ts';

/** Who makes accounts at the desk of a demo. */
const MANAGER = { userName: 'demo-manager', ofDemo: true };

/** The same accounts as a demo has them, and as a service has them. */
const personal = new PersonalData(randomBytes(32));

const server = await redisOfFile();
const redis = await server.client();
const inDemo = new AccountStore(redis, personal, { demo: true });
const lasting = new AccountStore(redis, personal);

const signingAt = (accounts: AccountStore) =>
  new SigningInPerson(accounts, new Sessions({ redis, accounts }), new TestGateway(), {
    desk: '冀B 车管所窗口',
    now: Date.now,
    timeAt: () => '2026-11-23 09:00:05',
    firstLifeMs: 86_400_000,
  });
const form = (n: number): SigningForm => ({
  kind: 'individual',
  name: '李四',
  idNumber: idNumberOf(n),
  mobile: mobileOf(n),
});
const registered = (n: number, userName: string, madeInDemo: boolean): StoredAccount => ({
  owner: lasting.ownerOf('individual', idNumberOf(n)),
  kind: 'individual',
  inPerson: false,
  mustChange: false,
  madeInDemo,
  person: { userName, name: '李四', number: idNumberOf(n), mobile: mobileOf(n), agent: null },
});

test('ACCT-1 whom a demo’s clerk signs is nobody without the demo, until a real clerk signs them', async () => {
  const signed = await signingAt(inDemo).sign(form(1), 'command-1', true);
  if (signed.outcome !== 'signed') throw new Error(signed.outcome);
  expect(await inDemo.byUserName(signed.userName)).toMatchObject({ inPerson: true });
  expect(await lasting.byUserName(signed.userName)).toBeUndefined();
  expect(await signingAt(lasting).sign(form(1), 'command-2')).toMatchObject({ outcome: 'signed', renewed: true });
  expect(await lasting.byUserName(signed.userName)).toMatchObject({ inPerson: true });
  expect(await lasting.madeInDemo(new Set([signed.userName]))).toEqual([]);
});

test('ACCT-1 a demo’s clerk does not touch an account that outlasts the demo', async () => {
  expect(await signingAt(lasting).sign(form(2))).toMatchObject({ outcome: 'signed' });
  const { owner } = registered(2, '', false);
  const before = await lasting.read(owner);
  expect(await signingAt(inDemo).sign(form(2), 'command-3', true)).toEqual({ outcome: 'accountOutlastsDemo' });
  expect(await lasting.read(owner)).toEqual(before);
});

test('ACCT-1 what a demo left under a number or a user name makes room for the real account, and its sessions end', async () => {
  const left = registered(3, 'left-of-demo', true);
  expect(await inDemo.create(left, 'hash')).toBe('created');
  const token = await new Sessions({ redis, accounts: inDemo }).start(left, 0);
  expect(await lasting.create(registered(4, 'left-of-demo', false), 'hash')).toBe('created');
  expect(await lasting.create(registered(3, 'of-the-same-number', false), 'hash')).toBe('created');
  const sessions = new Sessions({ redis, accounts: lasting });
  expect(await sessions.find(token)).toBeUndefined();
  expect(await lasting.create(registered(3, 'once-more', false), 'hash')).toBe('alreadyRegistered');
});

test('ACCT-1 a desk account that a demo left makes room for a real one of its name, and its sessions end', async () => {
  const [demoDesk, desk] = [new DeskAccounts(redis, { demo: true }), new DeskAccounts(redis, { demo: false })];
  await demoDesk.create('anna', 'manager', 1, MANAGER);
  const made = await demoDesk.byUserName('anna');
  if (made === undefined) throw new Error('not made');
  const token = await new Sessions({ redis, accounts: demoDesk, name: 'desk-session' }).start(made, 0);
  expect(await desk.byUserName('anna')).toBeUndefined();
  // A pass-phrase of one's own makes nobody lasting.
  expect(await demoDesk.setPassPhrase(made, 'a long one of my own 7')).toBe('changed');
  expect(await desk.byUserName('anna')).toBeUndefined();
  expect(await demoDesk.create('anna', 'clerk', 2, MANAGER)).toBe('accountExists');
  expect(await desk.create('anna', 'clerk', 2)).toHaveProperty('passPhrase');
  expect(await desk.byUserName('anna')).toMatchObject({ role: 'clerk', ofDemo: false });
  expect(await new Sessions({ redis, accounts: desk, name: 'desk-session' }).find(token)).toBeUndefined();
  expect(await desk.create('anna', 'clerk', 3)).toBe('accountExists');
});
