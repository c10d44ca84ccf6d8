import { beforeEach, expect, test, vi } from 'vitest';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import { pattern } from '../../protocol/plate.ts';
import { LivePool } from '../../server/push/live-pool.ts';
import { PatternTopics } from '../../server/push/pattern-topics.ts';
import { FakeNamespace, type FakeSocket } from '../support/fake-namespace.ts';
import { Tide } from '../support/tide.ts';

const noFigures = { follow: () => undefined, stir: () => undefined };

let namespace: FakeNamespace;
let live: LivePool;
let tide: Tide;
let topics: PatternTopics;
let pushed: number[];

beforeEach(() => {
  namespace = new FakeNamespace();
  live = new LivePool();
  tide = new Tide(live);
  tide.open('0', '0', 'A', 'AB', '012');
  pushed = [];
  topics = new PatternTopics(namespace.asNamespace, live.availability, (watchers) => pushed.push(watchers));
  live.followedBy({ patterns: topics, pool: noFigures, applied: () => undefined, startedAfresh: () => undefined });
});

const watch = (socket: FakeSocket, text: string) => topics.watch(socket.asSocket, pattern.parse(text));
const heardBy = (socket: FakeSocket) => socket.heard.map(({ body }) => body as PatternPicture);
const tick = (times = 1): void => {
  for (let i = 0; i < times; i += 1) topics.tick();
};

test('COMP-3 who watches is answered what is usable at each open position, and how many numbers match', () => {
  tide.take('00AA0', '00AA1', '00AA2', '00AB1');
  const anna = namespace.connect();
  expect(watch(anna, '00A??')).toMatchObject({ pattern: '00A??', matching: 2, usable: ['', '', '', 'B', '02'] });
  expect(watch(anna, '??AB0')).toMatchObject({ matching: 1, usable: ['0', '0', '', '', ''] });
  expect(anna.heard).toEqual([]);
});

test('COMP-4 a key greys with the tick after its last number is taken, and lights up with the one after its return', () => {
  const anna = namespace.connect();
  const { seq } = watch(anna, '00A?1');
  tide.take('00AB1');
  expect(anna.heard).toEqual([]);
  tick();
  tide.give('00AB1');
  tick();
  expect(heardBy(anna)).toEqual([
    { pattern: '00A?1', seq: seq + 1, matching: 1, usable: ['', '', '', 'A', ''] },
    { pattern: '00A?1', seq: seq + 2, matching: 2, usable: ['', '', '', 'AB', ''] },
  ]);
});

test('COMP-4 nothing is sent where nothing changed, or where it changed back before the tick', () => {
  const anna = namespace.connect();
  watch(anna, '00AA?');
  tick(PatternTopics.COUNT_WITHIN);
  tide.take('00AB0', '00AA1');
  tide.give('00AA1');
  tick(PatternTopics.COUNT_WITHIN);
  expect(anna.heard).toEqual([]);
});

test('COMP-4 a pattern is looked at once a tick and sent once, however many numbers move and people watch', () => {
  const people = [namespace.connect(), namespace.connect(), namespace.connect()];
  for (const person of people) watch(person, '00A??');
  const looks = vi.spyOn(live.availability, 'pictureOf');
  tide.take('00AA0', '00AA1', '00AA2', '00AB0');
  tick();
  expect(looks).toHaveBeenCalledTimes(1);
  expect(namespace.broadcasts).toMatchObject([{ receivers: 3 }]);
  expect(pushed).toEqual([3]);
});

test('COMP-4 where only the count moved, it is sent within 20 ticks, and not all counts with the same', () => {
  const people = ['00A??', '00???', '0?A??', '?????'].map((text) => {
    const socket = namespace.connect();
    watch(socket, text);
    return socket;
  });
  tide.take('00AA0');
  tick(PatternTopics.COUNT_WITHIN / 2);
  expect(namespace.broadcasts).toEqual([]);
  const sent: number[] = [];
  for (let i = PatternTopics.COUNT_WITHIN / 2; i < PatternTopics.COUNT_WITHIN; i += 1) {
    const before = namespace.broadcasts.length;
    tick();
    sent.push(namespace.broadcasts.length - before);
  }
  expect(Math.max(...sent)).toBe(1);
  expect(people.map((socket) => heardBy(socket).map(({ matching }) => matching))).toEqual([[5], [5], [5], [5]]);
  tick(PatternTopics.COUNT_WITHIN);
  expect(namespace.broadcasts).toHaveLength(4);
});

test('COMP-4 a count that waited goes along with a change of the keys', () => {
  const anna = namespace.connect();
  watch(anna, '00A??');
  tide.take('00AA0');
  tick();
  tide.take('00AB0');
  tick(PatternTopics.COUNT_WITHIN);
  expect(heardBy(anna)).toMatchObject([{ matching: 4, usable: ['', '', '', 'AB', '12'] }]);
});

test('LIVE-3 whoever joins is answered what is true now; everybody hears of it with the tick, under one number', () => {
  const [anna, boris] = [namespace.connect(), namespace.connect()];
  const { seq } = watch(anna, '00A??');
  tide.take('00AA0', '00AB0');
  expect(watch(boris, '00A??')).toEqual({ pattern: '00A??', seq, matching: 4, usable: ['', '', '', 'AB', '12'] });
  expect(anna.heard).toEqual([]);
  tick();
  const picture = { pattern: '00A??', seq: seq + 1, matching: 4, usable: ['', '', '', 'AB', '12'] };
  expect([heardBy(anna), heardBy(boris)]).toEqual([[picture], [picture]]);
});

test('LIVE-3 what was answered before the tick and has turned back by then is told, too', () => {
  const [anna, boris] = [namespace.connect(), namespace.connect()];
  const { seq, usable } = watch(anna, '00AA?');
  tide.take('00AA1');
  expect(watch(boris, '00AA?').usable.at(-1)).toBe('02');
  tide.give('00AA1');
  tick();
  expect(heardBy(boris)).toEqual([{ pattern: '00AA?', seq: seq + 1, matching: 3, usable }]);
});

test('LIVE-3 a count that was answered and has turned back is told, too', () => {
  const [anna, boris] = [namespace.connect(), namespace.connect()];
  watch(anna, '00A??');
  tide.take('00AA0');
  expect(watch(boris, '00A??').matching).toBe(5);
  tide.give('00AA0');
  tick(PatternTopics.COUNT_WITHIN);
  expect(heardBy(boris)).toMatchObject([{ matching: 6 }]);
});

test('COMP-4 who types a pattern that moves all the time has nobody else told before the tick', () => {
  const [anna, boris] = [namespace.connect(), namespace.connect()];
  watch(anna, '00A??');
  for (const plate of ['00AA0', '00AB1', '00AA2']) {
    tide.take(plate);
    watch(boris, '00A??');
    watch(boris, '00A?1');
  }
  expect(namespace.broadcasts).toEqual([]);
});

test('who types on, or goes, hears no more of the pattern before', () => {
  const [anna, boris] = [namespace.connect(), namespace.connect()];
  watch(anna, '00A?1');
  watch(anna, '00AA?');
  watch(boris, '00A?1');
  topics.unwatch(boris.asSocket);
  topics.unwatch(boris.asSocket);
  tide.take('00AB1');
  tick(PatternTopics.COUNT_WITHIN);
  expect([anna.heard, boris.heard]).toEqual([[], []]);
  expect(namespace.broadcasts).toEqual([]);
});

test('a pattern that is watched again does not remember what moved before', () => {
  const anna = namespace.connect();
  watch(anna, '00A??');
  tide.take('00AA0');
  tick();
  topics.unwatch(anna.asSocket);
  watch(anna, '00A??');
  tick(PatternTopics.COUNT_WITHIN);
  expect(anna.heard).toEqual([]);
});

test('LIVE-3 a pattern’s numbers go on when it is left and watched again, so that an old push looks old', () => {
  const anna = namespace.connect();
  watch(anna, '00A?1');
  tide.take('00AB1');
  tick();
  const [old] = heardBy(anna);
  watch(anna, '00A??');
  expect(watch(anna, '00A?1').seq).toBeGreaterThanOrEqual(old?.seq ?? Infinity);
});

test('POOL-2 a block with new characters lights up their keys, for patterns watched before', () => {
  const anna = namespace.connect();
  const { seq } = watch(anna, '00A?0');
  tide.open('0', '0', 'A', 'C', '012');
  tick();
  expect(heardBy(anna)).toEqual([{ pattern: '00A?0', seq: seq + 1, matching: 3, usable: ['', '', '', 'ABC', ''] }]);
  tide.take('00AC0');
  tick();
  expect(heardBy(anna).at(-1)).toMatchObject({ seq: seq + 2, matching: 2, usable: ['', '', '', 'AB', ''] });
});

test('POOL-2 a pattern that nothing could match comes alive with the block that has its characters', () => {
  const anna = namespace.connect();
  const dead = watch(anna, '00AC?');
  expect(dead).toMatchObject({ matching: 0, usable: ['', '', '', '', ''] });
  tide.open('0', '0', 'A', 'C', '012');
  tick();
  expect(heardBy(anna)).toEqual([
    { pattern: '00AC?', seq: dead.seq + 1, matching: 3, usable: ['', '', '', '', '012'] },
  ]);
});
