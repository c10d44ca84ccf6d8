import { expect, test } from 'vitest';
import { DEMO_DESK, DeskAccounts } from '../../server/desk/accounts.ts';
import { DeskSessions } from '../../server/desk/desk-sessions.ts';
import { redisOfFile } from '../support/redis.ts';

const MINUTE = 60_000;
let now = 1_000_000;
const redis = await (await redisOfFile()).client();
const accounts = new DeskAccounts(redis, { demo: true });
const openNode = () => new DeskSessions({ redis, accounts, now: () => now, idleMs: 30 * MINUTE });
const [here, there] = [openNode(), openNode()];

const begin = async (): Promise<string> => {
  const account = await accounts.byUserName(DEMO_DESK.clerk);
  if (account === undefined) throw new Error('no clerk');
  return here.start(account, 0);
};

test('ACCT-3 a desk session in which nothing was done ends at every node, and a late deed does not wake it', async () => {
  const token = await begin();
  now += 29 * MINUTE;
  expect(await there.idleOf([token])).toEqual([]);
  expect(await there.find(token)).toMatchObject({ userName: DEMO_DESK.clerk });
  // That it was looked at is no deed.
  now += MINUTE;
  for (const node of [here, there]) {
    expect(await node.noteActivity(token)).toBe(false);
    expect(await node.idleOf([token])).toEqual([token]);
    expect(await node.find(token)).toBeUndefined();
  }
});

test('ACCT-3 a deed at any node keeps the session, at all of them', async () => {
  const token = await begin();
  for (let i = 0; i < 5; i += 1) {
    now += 25 * MINUTE;
    expect(await (i % 2 === 0 ? here : there).noteActivity(token)).toBe(true);
  }
  expect(await here.find(token)).toBeDefined();
  now += 30 * MINUTE;
  expect(await here.find(token)).toBeUndefined();
});

test('ACCT-3 a session of the version before has no mark, and begins to count at the first look', async () => {
  const token = await begin();
  const marks = await redis.keys('xuanhao:{desk}:last-deed:*');
  expect(marks.length).toBeGreaterThan(0);
  await redis.del(marks);
  now += 100 * MINUTE;
  expect(await here.find(token)).toBeDefined();
  expect(await here.idleOf([token])).toEqual([]);
  now += 30 * MINUTE;
  expect(await there.idleOf([token])).toEqual([token]);
});
