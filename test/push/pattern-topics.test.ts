import { beforeEach, expect, test, vi } from 'vitest';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import { pattern } from '../../protocol/plate.ts';
import type { LivePool } from '../../server/availability/live-pool.ts';
import { PatternTopics } from '../../server/push/pattern-topics.ts';
import { FakeNamespace, type FakeSocket } from '../support/fake-namespace.ts';
import { openPoolNode } from '../support/pool-node.ts';
import { Tide } from './tide.ts';

let namespace: FakeNamespace;
let live: LivePool;
let tide: Tide;
let topics: PatternTopics;
let pushed: number[];

beforeEach(() => {
  namespace = new FakeNamespace();
  pushed = [];
  const told = (push: string, watchers: number) => push === 'patternMoved' && pushed.push(watchers);
  const node = openPoolNode({ namespace: namespace.asNamespace, watch: { pushed: told } });
  ({ live, patterns: topics } = node);
  tide = new Tide(node.follower);
  tide.open('0', '0', 'A', 'AB', '012');
});

const watch = (socket: FakeSocket, text: string) => topics.show(socket.asSocket, pattern.parse(text));
const heardBy = ({ heard }: FakeSocket) =>
  heard.filter(({ name }) => name === 'patternMoved').map(({ body }) => body as PatternPicture);
const broadcasts = () => namespace.broadcasts.filter(({ name }) => name === 'patternMoved');
const tick = (times = 1): void => {
  for (let i = 0; i < times; i += 1) Array.from(topics.tick());
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
  expect(broadcasts()).toMatchObject([{ receivers: 3 }]);
  expect(pushed).toEqual([3]);
});

test('LIVE-3 what happens between two pieces of a tick is sent once: with this tick or with the next', () => {
  const [anna, ben, eva] = [namespace.connect(), namespace.connect(), namespace.connect()];
  watch(anna, '00AA0');
  watch(ben, '00AB0');
  watch(eva, '00AB1');
  tide.take('00AA0', '00AB0', '00AB1');
  const pieces = topics.tick();
  pieces.next();
  expect([heardBy(anna), heardBy(ben), heardBy(eva)].map(({ length }) => length)).toEqual([1, 0, 0]);
  // Anna's is looked at already, Ben's not yet, and nobody waits for Eva's any more.
  tide.give('00AA0', '00AB0');
  topics.unwatch(eva.asSocket);
  expect(watch(anna, '00AA0').matching).toBe(1);
  Array.from(pieces);
  expect([heardBy(anna), heardBy(ben), heardBy(eva)].map(({ length }) => length)).toEqual([1, 0, 0]);
  tick();
  expect(heardBy(anna).map(({ matching }) => matching)).toEqual([0, 1]);
  expect([heardBy(ben), heardBy(eva)]).toEqual([[], []]);
});

test('LIVE-3 who types while a busy pattern’s watchers are told in pieces is not set back by the piece of his', () => {
  const watchers = Array.from({ length: PatternTopics.AT_ONCE + 2 }, () => namespace.connect());
  for (const socket of watchers) watch(socket, '00A?1');
  const [first, last] = [watchers[0], watchers.at(-1)] as [FakeSocket, FakeSocket];
  tide.take('00AA1');
  const pieces = topics.tick();
  pieces.next();
  expect([first, last].map((socket) => heardBy(socket).length)).toEqual([1, 0]);
  tide.take('00AB1');
  const answered = watch(last, '00A?1');
  expect(answered.usable[3]).toBe('');
  Array.from(pieces);
  tick();
  // The piece that was still to come has the number of the answer, and a client passes over it.
  expect(heardBy(last).map(({ seq, usable }) => [seq - answered.seq, usable[3]])).toEqual([
    [0, 'B'],
    [1, ''],
  ]);
  expect(heardBy(first).map(({ seq, usable }) => [seq - answered.seq, usable[3]])).toEqual([
    [0, 'B'],
    [1, ''],
  ]);
  expect(pushed).toEqual([watchers.length, watchers.length]);
});

test('COMP-4 where only the count moved, it is sent within 20 ticks, and not all counts with the same', () => {
  const people = ['00A??', '00???', '0?A??', '?????'].map((text) => {
    const socket = namespace.connect();
    watch(socket, text);
    return socket;
  });
  tide.take('00AA0');
  tick(PatternTopics.COUNT_WITHIN / 2);
  expect(broadcasts()).toEqual([]);
  const sent: number[] = [];
  for (let i = PatternTopics.COUNT_WITHIN / 2; i < PatternTopics.COUNT_WITHIN; i += 1) {
    const before = broadcasts().length;
    tick();
    sent.push(broadcasts().length - before);
  }
  expect(Math.max(...sent)).toBe(1);
  expect(people.map((socket) => heardBy(socket).map(({ matching }) => matching))).toEqual([[5], [5], [5], [5]]);
  tick(PatternTopics.COUNT_WITHIN);
  expect(broadcasts()).toHaveLength(4);
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
  expect(broadcasts()).toEqual([]);
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
  expect(broadcasts()).toEqual([]);
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
