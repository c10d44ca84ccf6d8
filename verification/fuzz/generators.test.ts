import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { httpRouteNames, httpRoutes } from '../../protocol/http/routes.ts';
import { holdToken } from '../../protocol/ids.ts';
import { changesOf } from './books.ts';
import { undecided } from './cells.ts';
import { Chance } from './chance.ts';
import { deskDoors, selectDoors, wordOf } from './doors.ts';
import { requestOf, soundOf } from './from-schema.ts';
import { openingOf } from './openings.ts';
import { packetOf } from './packets.ts';
import { plainest, shortest } from './shrink.ts';
import { jsonOf, Verbatim } from './verbatim.ts';

const requests: [string, z.ZodType][] = [
  ...[...selectDoors, ...deskDoors].map(({ name, command }): [string, z.ZodType] => [name, command.request]),
  ...httpRouteNames.flatMap((name): [string, z.ZodType][] => {
    const { request } = httpRoutes[name];
    return request === null ? [] : [[name, request]];
  }),
];
const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(JSON.parse(jsonOf(value))).success;

describe.each(requests)('SAFE-3 requests made from the schema of %s', (_, schema) => {
  test('are accepted where they are meant to be sound, or nearly all of them', () => {
    const sound = fc.sample(soundOf(schema, new Map()), { seed: 1, numRuns: 100 });
    // What a schema checks by a function of its own nobody can read off it.
    expect(sound.filter((value) => !accepts(schema, value)).length).toBeLessThanOrEqual(3);
  });

  test('are mostly refused where they are not, and are the same under the same seed', () => {
    const made = (seed: number) => fc.sample(requestOf(schema, new Map()), { seed, numRuns: 200 }).map(jsonOf);
    const refused = made(1).filter((text) => !schema.safeParse(JSON.parse(text)).success);
    expect(refused.length).toBeGreaterThan(80);
    expect(new Set(refused).size).toBeGreaterThan(40);
    expect(made(1)).toEqual(made(1));
    expect(made(2)).not.toEqual(made(1));
  });
});

test('SAFE-3 values at hand stand where their schema does', () => {
  const known = new Map([[holdToken, ['a-token-that-was-seen-x']]]);
  const door = selectDoors.find(({ name }) => name === 'releaseHold');
  const made = fc.sample(soundOf(door?.command.request ?? holdToken, known), { seed: 1, numRuns: 60 }).map(jsonOf);
  expect(made.filter((text) => text.includes('a-token-that-was-seen-x')).length).toBeGreaterThan(5);
});

test('SAFE-3 what no value can say is written as it is', () => {
  const own = Object.fromEntries([['__proto__', 1]]);
  expect(jsonOf({ a: [new Verbatim('-0'), undefined, own], b: undefined })).toBe('{"a":[-0,null,{"__proto__":1}]}');
});

test('SAFE-3 openings and packets are the same under the same seed, and of many kinds', () => {
  const openings = (seed: number) =>
    Array.from({ length: 300 }, (_, nth) =>
      openingOf(new Chance(seed, nth), 'http://127.0.0.1:1', ['x']).bytes.toString('latin1'),
    );
  expect(openings(1)).toEqual(openings(1));
  expect(new Set(openings(1)).size).toBeGreaterThan(250);
  const packets = (seed: number) =>
    Array.from({ length: 300 }, (_, nth) => packetOf(new Chance(seed, nth)).bytes.toString('latin1'));
  expect(packets(1)).toEqual(packets(1));
  expect(new Set(packets(1)).size).toBeGreaterThan(150);
});

test('FLOW-2 every command is put to every state', () => {
  expect(undecided()).toEqual([]);
});

test('FLOW-3 an answer that is not of the closed list is no answer', () => {
  const door = selectDoors.find(({ name }) => name === 'syncClock');
  if (door === undefined) throw new Error('there is no such command');
  const refused = { ok: false, now: 1, refusal: { code: 'holdLapsed', retry: 'never', zh: '', en: '' } };
  expect(() => wordOf(door, refused)).toThrow(/never refused so/);
  expect(() => wordOf(door, { ok: true, now: 1, answer: { more: 1 } })).toThrow();
  expect(wordOf(door, { ok: true, now: 1, answer: {} })).toBe('answered');
});

test('P10 a book that was moved, is new or is gone is named', () => {
  const [before, after] = [
    new Map([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]),
    new Map([
      ['a', '1'],
      ['b', '9'],
      ['d', '4'],
    ]),
  ];
  expect(changesOf(before, after)).toEqual(['b: 2 → 9', 'c: 3 → is gone', 'd: was not there → 4']);
  expect(changesOf(before, after, (key) => key === 'a')).toEqual([]);
});

describe('what failed is made as small as it gets', () => {
  test('a list to the elements that it takes', async () => {
    const list = Array.from({ length: 100 }, (_, i) => i);
    const fails = async (some: readonly number[]) => some.includes(17) && some.includes(80);
    expect(await shortest(list, fails)).toEqual([17, 80]);
  });

  test('a value to the plainest that fails, within so many tries', async () => {
    const value = { id: 'abcdefgh', keys: [null, 'abc', { deep: [1, 2, 'x-bad-y'] }], more: { a: 1 } };
    const fails = async (each: unknown) => JSON.stringify(each).includes('bad');
    expect(await plainest(value, fails, 500)).toEqual({ keys: [{ deep: ['bad'] }] });
    let asked = 0;
    await plainest(value, async () => ((asked += 1), false), 5);
    expect(asked).toBeLessThanOrEqual(5);
  });
});
