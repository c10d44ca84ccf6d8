import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPoolFeed } from '../../client/lib/pool-feed.ts';
import type { PoolMoved } from '../../protocol/pushes/pool-moved.ts';
import { type AuthoritySettings, authoritySettings } from '../../server/authority/settings.ts';
import { LivePool } from '../../server/push/live-pool.ts';
import { PoolTopic } from '../../server/push/pool-topic.ts';
import { FakeNamespace } from '../support/fake-namespace.ts';
import { Tide } from '../support/tide.ts';

const noPatterns = { follow: () => undefined, touch: () => undefined };

const openTopic = (hours: AuthoritySettings['hours'] = 'always') => {
  const namespace = new FakeNamespace();
  const live = new LivePool();
  const tide = new Tide(live);
  tide.open('01', '01', 'A', 'AB', '0');
  const people = { choosing: 0 };
  const pushed: number[] = [];
  const settings = authoritySettings.parse({ hours });
  const time = { now: Date.parse('2026-11-23T08:59:59.900+08:00') };
  const topic = new PoolTopic({
    namespace: namespace.asNamespace,
    availability: live.availability,
    settings,
    choosing: () => people.choosing,
    now: () => time.now,
    pushed: (watchers) => pushed.push(watchers),
  });
  live.followedBy({ patterns: noPatterns, pool: topic, applied: () => undefined, startedAfresh: () => undefined });
  return { namespace, tide, people, pushed, time, topic };
};

test('LIVE-1 the figures move with the tick, in all, by block and by cell, and what stood still is left out', () => {
  const { namespace, tide, topic, pushed } = openTopic();
  tide.open('01', '01', 'B', 'A', '0');
  const [anna] = [namespace.connect(), namespace.connect()];
  const { seq } = topic.picture;
  tide.take('00AA0', '01AA0', '01AB0');
  expect(topic.picture.free).toBe(12);
  topic.tick();
  const moved = {
    seq: seq + 1,
    free: 9,
    choosing: 0,
    blocks: { b0: 5 },
    map: [
      [0, 2],
      [1, 1],
    ],
  };
  expect(anna?.heard).toEqual([{ name: 'poolMoved', body: moved }]);
  expect(topic.picture).toMatchObject({
    seq: seq + 1,
    free: 9,
    total: 12,
    map: { free: [2, 1, 3, 3], total: [3, 3, 3, 3] },
  });
  expect(pushed.at(-1)).toBe(2);
});

test('LIVE-1 nothing is sent where nothing moved, or where it moved back', () => {
  const { namespace, tide, topic } = openTopic();
  const before = topic.picture;
  topic.tick();
  tide.take('00AA0');
  tide.give('00AA0');
  topic.tick();
  expect(namespace.broadcasts).toEqual([]);
  expect(topic.picture).toBe(before);
});

test('LIVE-1 one number taken as another comes back moves the map, though as many are free', () => {
  const { namespace, tide, topic } = openTopic();
  const anna = namespace.connect();
  tide.take('00AA0');
  topic.tick();
  tide.give('00AA0');
  tide.take('11AA0');
  topic.tick();
  expect(anna.heard.at(-1)?.body).toMatchObject({
    free: 7,
    blocks: {},
    map: [
      [0, 2],
      [3, 1],
    ],
  });
});

test('LIVE-1 how many are choosing moves too', () => {
  const { namespace, people, topic } = openTopic();
  const anna = namespace.connect();
  people.choosing = 3;
  topic.tick();
  expect(anna.heard.at(-1)?.body).toMatchObject({ choosing: 3, map: [] });
});

test('LIVE-3 another cube leaves a gap, so that everyone reads the new picture', () => {
  const { namespace, tide, topic } = openTopic();
  const anna = namespace.connect();
  const { seq } = topic.picture;
  tide.open('23', '01', 'A', 'A', '0');
  expect(anna.heard.map(({ body }) => (body as PoolMoved).seq)).toEqual([seq + 2]);
  expect(topic.picture).toMatchObject({ seq: seq + 2, total: 12, map: { first: '0123', second: '01' } });
});

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constantFrom('take' as const, 'give' as const), which: fc.nat(11) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('tick' as const), lost: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('come' as const), choosing: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('grow' as const) }) },
);

test('LIVE-3 a client that applies the pushes has the server’s picture, whatever was lost before the last one', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
    const { namespace, tide, people, topic } = openTopic();
    const socket = namespace.connect();
    const feed = createPoolFeed(async () => structuredClone(topic.picture));
    feed.onPicture(structuredClone(topic.picture));
    const hear = async (lost: boolean): Promise<void> => {
      const moved = socket.heard.splice(0).map(({ body }) => body as PoolMoved);
      if (!lost) for (const push of moved) feed.onMoved(push);
      await new Promise((resolve) => setImmediate(resolve));
      if (!lost && moved.length > 0) expect(feed.picture.get()).toEqual(topic.picture);
    };
    for (const next of steps) {
      if (next.act === 'take') tide.take(...tide.all.slice(next.which, next.which + 1));
      if (next.act === 'give') tide.give(...tide.all.slice(next.which, next.which + 1));
      if (next.act === 'come') people.choosing = next.choosing;
      if (next.act === 'grow' && tide.all.length === 8) tide.open('23', '01', 'A', 'A', '0');
      if (next.act !== 'tick') continue;
      topic.tick();
      await hear(next.lost);
    }
    people.choosing = 99;
    topic.tick();
    await hear(false);
    expect(feed.picture.get()).toEqual(topic.picture);
    expect(topic.picture).toMatchObject({ free: tide.free.length, total: tide.all.length });
  });
  await fc.assert(property, { seed: 20160107, numRuns: 200 });
});

test('HOURS-1 everyone who watches hears of the opening with the tick that it falls into, and of nothing before', () => {
  const { namespace, time, topic } = openTopic({ open: '09:00', close: '22:00' });
  const watcher = namespace.connect();
  expect(topic.picture).toMatchObject({ open: false, changesAt: Date.parse('2026-11-23T09:00:00+08:00') });
  topic.tick();
  expect(watcher.heard).toEqual([]);
  time.now += 100;
  topic.tick();
  const opening = { open: true, changesAt: Date.parse('2026-11-23T22:00:00+08:00') };
  expect(watcher.heard).toMatchObject([{ name: 'poolMoved', body: { opening } }]);
  expect(topic.picture).toMatchObject(opening);
});
