import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPoolFeed } from '../../client/lib/pool-feed.ts';
import type { PoolMoved } from '../../protocol/select/pushes/pool-moved.ts';
import { type AuthoritySettings, authoritySettings } from '../../server/authority/settings.ts';
import type { StoreClock } from '../../server/pool/store-clock.ts';
import { PoolTopic } from '../../server/push/pool-topic.ts';
import { FakeNamespace, type FakeSocket } from '../support/fake-namespace.ts';
import { openPoolNode } from '../support/pool-node.ts';
import { Tide } from './tide.ts';

const openTopic = (hours: AuthoritySettings['hours'] = 'always') => {
  const namespace = new FakeNamespace();
  const people = { choosing: 0 };
  const pushed: number[] = [];
  const time = { now: Date.parse('2026-11-23T08:59:59.900+08:00') };
  const { pool: topic, follower } = openPoolNode({
    namespace: namespace.asNamespace,
    settings: authoritySettings.parse({ hours }),
    clock: { now: () => time.now, reached: () => undefined } as unknown as StoreClock,
    choosingElsewhere: () => people.choosing,
    watch: { pushed: (_, watchers) => void pushed.push(watchers) },
  });
  const tide = new Tide(follower);
  tide.open('01', '01', 'A', 'AB', '0');
  pushed.splice(0);
  namespace.broadcasts.splice(0);
  const connect = (): FakeSocket => {
    const socket = namespace.connect();
    topic.watch(socket.asSocket);
    return socket;
  };
  /** Until every slice has had its turn. */
  const tick = (): void => {
    for (let slice = 0; slice < PoolTopic.SLICES; slice += 1) topic.sendSlice();
  };
  return { namespace, connect, tick, tide, people, pushed, time, topic };
};

test('LIVE-1 the figures move with the tick, in all, by block and by cell, and what stood still is left out', () => {
  const { connect, tick, tide, topic, pushed } = openTopic();
  tide.open('01', '01', 'B', 'A', '0');
  const [anna] = [connect(), connect()];
  const { seq } = topic.picture;
  tide.take('00AA0', '01AA0', '01AB0');
  expect(topic.picture.free).toBe(12);
  tick();
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
  const { namespace, tick, tide, topic } = openTopic();
  const before = topic.picture;
  tick();
  tide.take('00AA0');
  tide.give('00AA0');
  tick();
  expect(namespace.broadcasts).toEqual([]);
  expect(topic.picture).toBe(before);
});

test('LIVE-1 one number taken as another comes back moves the map, though as many are free', () => {
  const { connect, tick, tide } = openTopic();
  const anna = connect();
  tide.take('00AA0');
  tick();
  tide.give('00AA0');
  tide.take('11AA0');
  tick();
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
  const { connect, people, tick } = openTopic();
  const anna = connect();
  people.choosing = 3;
  tick();
  expect(anna.heard.at(-1)?.body).toMatchObject({ choosing: 3, map: [] });
});

test('LIVE-3 another cube leaves a gap, so that everyone reads the new picture', () => {
  const { connect, tide, topic } = openTopic();
  const anna = connect();
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
    const { connect, tick, tide, people, topic } = openTopic();
    const socket = connect();
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
      tick();
      await hear(next.lost);
    }
    people.choosing = 99;
    tick();
    await hear(false);
    expect(feed.picture.get()).toEqual(topic.picture);
    expect(topic.picture).toMatchObject({ free: tide.free.length, total: tide.all.length });
  });
  await fc.assert(property, { seed: 20160107, numRuns: 200 });
});

test('LIVE-1 each tick tells a tenth of the connections, so that no key waits for all of them', () => {
  const { namespace, connect, tide, topic } = openTopic();
  const people = Array.from({ length: 2 * PoolTopic.SLICES }, () => {
    topic.sendSlice();
    return connect();
  });
  tide.take('00AA0');
  const told = Array.from({ length: PoolTopic.SLICES }, () => {
    topic.sendSlice();
    return people.filter(({ heard }) => heard.length > 0).length;
  });
  expect(told).toEqual(Array.from({ length: PoolTopic.SLICES }, (_, slice) => 2 * (slice + 1)));
  expect(namespace.broadcasts).toHaveLength(PoolTopic.SLICES);
});

test('LIVE-3 whoever comes amid a round hears the number after that of its picture next', () => {
  const { connect, tick, tide, topic } = openTopic();
  const people = [connect()];
  for (let slice = 0; slice < PoolTopic.SLICES; slice += 1) {
    if (slice === 0) tide.take('00AA0');
    topic.sendSlice();
    people.push(connect());
  }
  const { seq } = topic.picture;
  tide.take('00AB0');
  tick();
  const next = people.map(({ heard }) => (heard.at(-1)?.body as PoolMoved | undefined)?.seq);
  expect(next).toEqual(people.map(() => seq + 1));
  expect(people.map(({ heard }) => heard.length)).toEqual([2, ...people.slice(1).map(() => 1)]);
});

test('LIVE-3 another cube amid a round leaves everyone a gap, also who had not heard of the last push', () => {
  const { connect, tide, topic } = openTopic();
  topic.sendSlice();
  const people = [connect(), connect()];
  for (let slice = 1; slice < PoolTopic.SLICES; slice += 1) topic.sendSlice();
  people.push(connect());
  const { seq } = topic.picture;
  tide.take('00AA0');
  topic.sendSlice();
  tide.open('23', '01', 'A', 'A', '0');
  const heard = people.map((person) => person.heard.map(({ body }) => (body as PoolMoved).seq));
  expect(heard).toEqual([[seq + 1, seq + 3], [seq + 1, seq + 3], [seq + 3]]);
});

test('HOURS-1 everyone who watches hears of the opening at once, in the round that it falls into', () => {
  const { connect, tick, time, topic } = openTopic({ open: '09:00', close: '22:00' });
  const [watcher, other] = [connect(), connect()];
  expect(topic.picture).toMatchObject({ open: false, changesAt: Date.parse('2026-11-23T09:00:00+08:00') });
  tick();
  expect(watcher.heard).toEqual([]);
  time.now += 100;
  topic.sendSlice();
  const opening = { open: true, changesAt: Date.parse('2026-11-23T22:00:00+08:00') };
  expect(watcher.heard).toMatchObject([{ name: 'poolMoved', body: { opening } }]);
  expect(other.heard).toEqual(watcher.heard);
  expect(topic.picture).toMatchObject(opening);
});
