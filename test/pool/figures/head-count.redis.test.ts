import { expect, test } from 'vitest';
import { poolId } from '../../../protocol/ids.ts';
import { HeadCount, type Heads } from '../../../server/pool/figures/head-count.ts';
import { poolKeys } from '../../../server/pool/redis/keys.ts';
import { openTestRedis, redisOfFile } from '../../support/redis.ts';

const NOBODY: Heads = { choosing: 0, applicants: 0, desk: 0, holding: 0, picking: 0, confirming: 0 };

let pools = 0;

const redis = await redisOfFile();
const client = await redis.client();

/** A node that has these people. */
const nodeOf = (count: HeadCount, own: Heads) => ({
  get all(): Heads {
    return count.with(own);
  },
  tick: () => count.tick(own),
  leave: () => count.leave(),
});
type Node = ReturnType<typeof nodeOf>;

/** Three nodes of a pool of their own, whose people the test moves. */
const open = () => {
  const pool = poolId.parse(`heads-${++pools}`);
  const people = [1, 2, 3].map(() => ({ ...NOBODY }));
  const [a, b, c] = people.map((own) => nodeOf(new HeadCount(pool, client), own)) as [Node, Node, Node];
  return { a, b, c, people, key: poolKeys(pool).heads };
};

test('LIVE-1 every node counts its own people at once and those of the others with the tick', async () => {
  const { a, b, c, people } = open();
  Object.assign(people[0] ?? {}, { choosing: 3, applicants: 5, holding: 1 });
  Object.assign(people[1] ?? {}, { choosing: 2, applicants: 2, picking: 2, desk: 1 });
  expect(a.all).toMatchObject({ choosing: 3, applicants: 5 });
  for (const each of [a, b, c]) await each.tick();
  expect(b.all).toEqual({ choosing: 5, applicants: 7, desk: 1, holding: 1, picking: 2, confirming: 0 });
  expect(c.all).toEqual(b.all);
  await a.tick();
  expect(a.all).toEqual(b.all);
  Object.assign(people[0] ?? {}, { choosing: 4 });
  expect(a.all.choosing).toBe(6);
});

test('LIVE-1 a node that goes is counted no longer, and one that died falls out when its time is up', async () => {
  const { a, b, c, people, key } = open();
  for (const own of people) own.choosing = 1;
  for (const each of [a, b, c]) await each.tick();
  expect(c.all.choosing).toBe(3);
  await b.leave();
  await b.tick();
  await c.tick();
  expect(c.all.choosing).toBe(2);
  // As if the first one had been silent for so long.
  for (const [node, noted] of Object.entries(await client.hGetAll(key)))
    await client.hSet(key, node, noted.replace(/^\d+/, '1'));
  await c.tick();
  expect(c.all.choosing).toBe(1);
  expect(await client.hLen(key)).toBe(1);
});

test('LIVE-1 without Redis the last figures stay, and nothing is thrown', async () => {
  const lonely = await openTestRedis();
  const apart = await lonely.client();
  const pool = poolId.parse('heads-apart');
  const other = nodeOf(new HeadCount(pool, apart), { ...NOBODY, choosing: 2 });
  const mine = nodeOf(new HeadCount(pool, apart), NOBODY);
  await other.tick();
  await mine.tick();
  await lonely.stop();
  await mine.tick();
  expect(mine.all.choosing).toBe(2);
  await mine.leave();
});
