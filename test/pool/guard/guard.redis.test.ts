import { beforeEach, expect, test, vi } from 'vitest';
import { poolId } from '../../../protocol/ids.ts';
import { PoolGuard } from '../../../server/pool/guard/guard.ts';
import { PoolLife } from '../../../server/pool/guard/pool-life.ts';
import { WitnessFile } from '../../../server/pool/guard/witness-file.ts';
import { poolKeys, scriptKeys } from '../../../server/pool/redis/keys.ts';
import { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { redisOfFile } from '../../support/redis.ts';
import { backUp } from '../backup.ts';
import { Harness } from '../harness.ts';

const pool = poolId.parse('guarded');
const keys = poolKeys(pool);

const redis = await redisOfFile();
const [client, reads] = [await redis.client(), await redis.client('blocking')];
beforeEach(() => client.flushAll());

/** A node, as far as it guards the pool: with a store and a data folder of its own. */
const nodeAt = async (folder?: string) => {
  const dataDir = folder ?? (await temporaryFolder());
  const store = new RedisPoolStore(pool, { commands: client, reads });
  const life = new PoolLife(pool, client);
  const closed = vi.fn<(trouble: { code: string }) => void>();
  const accepted = vi.fn<(epoch: string) => Promise<void>>(async (epoch) => store.follow(epoch));
  const guard = new PoolGuard({ life, file: new WitnessFile(dataDir, pool), closed, accepted });
  const follow = async () => guard.follows((await store.snapshot()).position);
  const opened = new Harness({ store, passTo: async () => undefined });
  return { dataDir, store, life, guard, closed, accepted, follow, opened };
};
type Node = Awaited<ReturnType<typeof nodeAt>>;

/** A node that has opened a pool, and seen some of its life. */
const running = async (): Promise<Node> => {
  const node = await nodeAt();
  expect(await node.guard.first()).toBeUndefined();
  await node.opened.openSome();
  await live(node);
  return node;
};
const live = async ({ opened, guard, follow }: Node, changes = 3): Promise<void> => {
  for (let i = 0; i < changes; i += 1) await opened.applicant().note();
  await follow();
  await guard.tick();
};

const backup = () => backUp(client, scriptKeys(keys));

test('P7 a pool that goes on is gone on with, by the same node and by its next life', async () => {
  const node = await running();
  await live(node);
  expect(await node.guard.goesOn()).toBe(true);
  const again = await nodeAt(node.dataDir);
  expect(await again.guard.first()).toBeUndefined();
  expect(again.closed).not.toHaveBeenCalled();
});

test('P7 a new data folder before an empty Redis, or before a pool that others opened, opens', async () => {
  await running();
  const other = await nodeAt();
  expect(await other.guard.first()).toBeUndefined();
});

test('P7 FLUSHALL closes the nodes that run, and keeps every other from opening a pool in its place', async () => {
  const [node, other] = [await running(), await nodeAt()];
  await other.guard.first();
  await other.follow();
  await client.flushAll();
  await node.guard.tick();
  expect(node.guard.trouble).toMatchObject({ code: 'poolForgotten', sentence: expect.stringContaining('pool:accept') });
  await node.guard.tick();
  expect(node.closed).toHaveBeenCalledTimes(1);
  await other.guard.tick();
  expect(other.guard.trouble).toMatchObject({ code: 'poolStopped' });
  const fresh = await nodeAt();
  expect(await fresh.guard.first()).toMatchObject({ code: 'poolStopped' });
  await expect(fresh.opened.openSome()).rejects.toThrow('not the pool that was read');
});

test('P7 after FLUSHALL with every node down, a start refuses; also that of a node with a new data folder then', async () => {
  const { dataDir } = await running();
  await client.flushAll();
  expect(await (await nodeAt(dataDir)).guard.first()).toMatchObject({ code: 'poolForgotten' });
  const fresh = await nodeAt();
  expect(await fresh.guard.first()).toMatchObject({ code: 'poolStopped' });
});

test('P7 a pool that a stranger began after FLUSHALL is stopped by whoever knows better', async () => {
  const node = await running();
  await client.flushAll();
  const stranger = await nodeAt();
  expect(await stranger.guard.first()).toBeUndefined();
  await stranger.opened.openSome();
  await stranger.follow();
  await node.guard.tick();
  expect(node.guard.trouble).toMatchObject({ code: 'poolReplaced' });
  await stranger.guard.tick();
  expect(stranger.guard.trouble).toMatchObject({ code: 'poolStopped' });
});

test('P7 a node that starts with another installation’s data folder refuses, and disturbs nobody', async () => {
  const { dataDir } = await running();
  await client.flushAll();
  const [rightful, mistaken] = [await nodeAt(), await nodeAt(dataDir)];
  await rightful.guard.first();
  await rightful.opened.openSome();
  await rightful.follow();
  expect(await mistaken.guard.first()).toMatchObject({ code: 'poolReplaced' });
  await rightful.guard.tick();
  expect(rightful.guard.trouble).toBeUndefined();
});

test('P7 an old backup is noticed by nodes that run and by nodes that start', async () => {
  const node = await running();
  const restore = await backup();
  await live(node);
  await restore();
  expect(await (await nodeAt(node.dataDir)).guard.first()).toMatchObject({ code: 'poolBehind' });
  await node.guard.tick();
  expect(node.guard.trouble).toMatchObject({
    code: 'poolBehind',
    sentence: expect.stringMatching(/event 4 .* event 7/),
  });
});

test('P7 an old backup on which others went on is noticed too, by the event that is not the one that was seen', async () => {
  const node = await running();
  const restore = await backup();
  await live(node);
  await node.guard.tick();
  const gone = new Promise((resolve) => setTimeout(resolve, 2));
  await restore();
  await gone;
  const stranger = await nodeAt();
  await stranger.guard.first();
  await stranger.follow();
  await live(stranger, 9);
  await node.guard.tick();
  expect(node.guard.trouble).toMatchObject({ code: 'poolForked' });
});

test('P7 where the right data are put back, everybody goes on by himself', async () => {
  const node = await running();
  const old = await backup();
  await live(node);
  const right = await backup();
  await old();
  await node.guard.tick();
  expect(node.guard.trouble).toMatchObject({ code: 'poolBehind' });
  await right();
  await node.guard.tick();
  expect(node.guard.trouble).toBeUndefined();
  expect(node.accepted).not.toHaveBeenCalled();
  await live(node);
});

test('P7 what an operator accepts is gone on with, by nodes that run and by nodes that start, and counted afresh', async () => {
  const node = await running();
  const restore = await backup();
  await live(node);
  await restore();
  await client.hSet(keys.meta, { free: 3, opened: 99 });
  await node.guard.tick();
  await node.life.accept();
  await node.guard.tick();
  expect(node.guard.trouble).toBeUndefined();
  expect(node.accepted).toHaveBeenCalledTimes(1);
  expect(await client.hmGet(keys.meta, ['free', 'opened'])).toEqual(['16', '16']);
  await live(node);
  const starting = await nodeAt(node.dataDir);
  expect(await starting.guard.first()).toBeUndefined();
});

test('P7 a backup from before an acceptance is an old one for those who have gone on', async () => {
  const node = await running();
  await node.life.accept();
  await node.guard.tick();
  await live(node);
  const restore = await backup();
  await node.life.accept();
  await node.guard.tick();
  await live(node);
  await restore();
  await node.guard.tick();
  expect(node.guard.trouble).toMatchObject({ code: 'poolReplaced' });
});

test('a file of what was seen that cannot be read is no first start', async () => {
  const folder = await temporaryFolder();
  const file = new WitnessFile(folder, pool);
  expect(await file.read()).toBeUndefined();
  const seen = { epoch: 'e', offset: 7, at: 1_450_000_000_000, past: ['d'] };
  await Promise.all([file.write(seen), file.write(seen)]);
  expect(await file.read()).toEqual(seen);
  await file.write({ ...seen, offset: Number.NaN });
  await expect(file.read()).rejects.toThrow('cannot be understood');
});
