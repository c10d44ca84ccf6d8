import { beforeEach, expect, test, vi } from 'vitest';
import { poolId } from '../../../protocol/ids.ts';
import type { Address } from '../../../server/pool/block.ts';
import { poolObstacles } from '../../../server/pool/guard/start-check.ts';
import { poolKeys } from '../../../server/pool/redis/keys.ts';
import { allScripts } from '../../../server/pool/redis/pool-scripts.ts';
import { ScriptVersions } from '../../../server/pool/redis/script-versions.ts';
import { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import { redisOfFile } from '../../support/redis.ts';
import { type Applicant, Harness, LATER } from '../harness.ts';

const pool = poolId.parse('sums');
const keys = poolKeys(pool);

const redis = await redisOfFile();
const client = await redis.client();
const reads = await redis.client('blocking');
const store = new RedisPoolStore(pool, { commands: client, reads });
beforeEach(async () => {
  await client.flushAll();
  store.follow('');
});

const codes = async (): Promise<string[]> => (await poolObstacles(pool, client)).map(({ code }) => code);

/**
 * A pool in which some numbers are in every state that there is. Draws come last: they take whatever is free, and would
 * now and then take a number that is to be held, reserved or withheld.
 */
const livedIn = async (): Promise<void> => {
  const opened = new Harness({ store, passTo: async () => undefined });
  const [one, two, three, four] = await opened.open(40);
  if (one === undefined || two === undefined || three === undefined || four === undefined) throw new Error('too few');
  const hold = async (number: Address): Promise<Applicant> => {
    const holder = opened.applicant();
    expect(await holder.hold(number)).toMatchObject({ outcome: 'held' });
    return holder;
  };
  await hold(one);
  for (const number of [two, three]) {
    const holder = await hold(number);
    await holder.reserve({ collectBy: LATER });
    if (number === three) await holder.register();
  }
  await store.withhold([four]);
  await opened.applicant().draw(5);
  const bert = opened.applicant();
  await bert.draw(3);
  await bert.release({ returnAfter: 60_000 });
};

test('POOL-4 an empty pool, and one with numbers in every state, add up', async () => {
  expect(await codes()).toEqual([]);
  await livedIn();
  expect(await codes()).toEqual([]);
});

test.each<readonly [string, () => Promise<unknown>]>([
  ['a free number that nobody counted', () => client.setBit(keys.free, 2, 1)],
  ['an owner too many', () => client.hSet(keys.owners, '1000', 'returning')],
  ['a withheld number that nobody counted', () => client.setBit(keys.withheld, 39, 1)],
  ['a lost row of withheld numbers', () => client.del(keys.withheld)],
  ['an owner too few', async () => client.hDel(keys.owners, (await client.hKeys(keys.owners))[0] ?? '')],
  ['a hold that is gone', async () => client.hDel(keys.holds, (await client.hKeys(keys.holds))[0] ?? '')],
  ['a hold without a deadline', () => client.zPopMin(keys.deadlines)],
  ['a reservation without a last day', () => client.zPopMin(keys.collections)],
  ['a block that was opened and is not counted', () => client.hIncrBy(keys.meta, 'opened', -1)],
  ['a lost row', () => client.del(keys.free)],
])('POOL-4 %s is found at start', async (_, harm) => {
  await livedIn();
  await harm();
  expect(new Set(await codes())).toEqual(new Set(['numbersDoNotAddUp']));
});

test('SAFE-2 Redis has every script of this version after the check, and one that it alters is found', async () => {
  await client.scriptFlush();
  await poolObstacles(pool, client);
  const shas = allScripts().map(({ sha }) => sha);
  expect(shas.length).toBeGreaterThan(15);
  expect(await client.scriptExists(shas)).toEqual(shas.map(() => 1));
  vi.spyOn(client, 'scriptLoad').mockResolvedValueOnce('0'.repeat(40));
  expect(await codes()).toEqual(['scriptsAltered']);
});

test('two versions of the scripts over one pool are noticed by both, and one that has gone is forgotten', async () => {
  let now = 1_000_000;
  const heard: (readonly [string, readonly string[]])[] = [];
  const versionOf = (name: string, scripts = allScripts()) =>
    new ScriptVersions(
      pool,
      client,
      () => now,
      (others) => heard.push([name, others]),
      scripts,
    );
  const [ours, same, older] = [versionOf('ours'), versionOf('same'), versionOf('older', allScripts().slice(1))];
  await ours.tick();
  await same.tick();
  expect([ours.own, ours.count, same.count, heard]).toEqual([same.own, 1, 1, []]);
  await older.tick();
  await ours.tick();
  await ours.tick();
  expect(heard).toEqual([
    ['older', [ours.own]],
    ['ours', [older.own]],
  ]);
  expect([ours.count, older.count]).toEqual([2, 2]);
  now += 60_000;
  await ours.tick();
  expect([ours.count, heard.at(-1)]).toEqual([1, ['ours', []]]);
  expect(await client.hKeys(keys.scripts)).toEqual([ours.own]);
});
