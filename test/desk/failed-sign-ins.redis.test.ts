import { expect, test } from 'vitest';
import { DeskAccounts } from '../../server/desk/accounts.ts';
import { AuditTrail } from '../../server/desk/audit.ts';
import { FailedSignIns } from '../../server/desk/failed-sign-ins.ts';
import { redisOfFile } from '../support/redis.ts';

let now = 1_000_000;
const clock = () => now;
const lost: unknown[] = [];
const redis = await (await redisOfFile()).client();
const audit = new AuditTrail(redis, clock);
const accounts = new DeskAccounts(redis, { demo: true });
const openNode = () => new FailedSignIns({ redis, accounts, audit, now: clock, lost: (error) => lost.push(error) });
const nodes = [openNode(), openNode()];

const trail = async () => (await audit.read()).entries.map(({ who, subject, after }) => ({ who, subject, after }));
const tickAll = () => Promise.all(nodes.map((node) => node.tick()));
const counted = async () =>
  Object.values(await redis.hGetAll('xuanhao:{desk}:failures')).map((text) => text.split(' ')[1]);

test('ACCT-3 a flood of failed sign-ins at two nodes makes two entries a minute of all unknown names, with their count', async () => {
  for (let i = 0; i < 300; i += 1)
    nodes[i % 2]?.note({ what: 'signIn', userName: `nobody-${i}`, network: `10.${i % 9}.0.1`, outcome: 'signInWrong' });
  await expect.poll(counted).toEqual(['299']);
  await tickAll();
  expect(await trail()).toHaveLength(1);
  now += 60_000;
  await tickAll();
  const [merged, first] = await trail();
  expect(first).toMatchObject({ who: '', subject: expect.stringMatching(/^n\*{4} 10\.\d\.\*\.\*$/), after: '' });
  expect(merged).toMatchObject({ who: '', after: JSON.stringify({ more: 299 }) });
  // Of the networks some are named, and no more.
  expect(merged?.subject.split(' ')).toHaveLength(5);
  await tickAll();
  expect(await trail()).toHaveLength(2);
  expect(lost).toEqual([]);
});

test('ACCT-3 names that have accounts are told apart, and one failure is one entry', async () => {
  for (const userName of ['demo-clerk', 'Demo-Manager'])
    nodes[0]?.note({ what: 'signIn', userName, network: '2001:db8:1:2::/64', outcome: 'signInWrong' });
  await expect.poll(counted).toEqual(['0', '0']);
  now += 60_000;
  await tickAll();
  expect(
    (await trail())
      .slice(0, -2)
      .map(({ who, subject }) => `${who} ${subject}`)
      .toSorted(),
  ).toEqual(['demo-clerk 2001:db8:****', 'demo-manager 2001:db8:****']);
});
