import { expect, test } from 'vitest';
import { pattern, serial } from '../../protocol/plate.ts';
import { LivePool } from '../../server/availability/live-pool.ts';
import type { Address } from '../../server/pool/block.ts';
import { PushFollower } from '../../server/push/push-follower.ts';
import { Tide } from '../push/tide.ts';

/** A pool whose follower writes down what is told, with how many numbers were free as it was told. */
const open = () => {
  const live = new LivePool();
  const told: (readonly [what: string, free: number])[] = [];
  const cells = new Set<number>();
  const tell = (what: string): void => void told.push([what, live.availability.free]);
  const follower = new PushFollower({
    live,
    clock: { reached: () => undefined },
    present: { apply: () => false, readAllAfresh: () => tell('selections are read again') },
    patterns: {
      follow: (availability) => tell(`patterns follow ${availability.free}`),
      touch: (cell) => cells.add(cell),
    },
    pool: {
      follow: (availability) => tell(`figures follow ${availability.free}`),
      touch: () => tell('figures touched'),
    },
    selectionTopics: { push: () => undefined },
    wait: async () => undefined,
    watch: { startedAfresh: () => tell('started afresh'), applied: ({ type }) => tell(`applied ${type}`) },
  });
  const tide = new Tide(follower);
  tide.open('0', '0', 'A', 'AB', '012');
  told.splice(0);
  return { live, follower, tide, told, cells };
};

test('before the first snapshot a pool has no numbers and no positions', () => {
  const live = new LivePool();
  expect([live.availability.free, live.positions()]).toEqual([0, 0]);
});

test('P7 an event is applied whole before anybody hears of it, and touches each cell of its number', () => {
  const { live, tide, told, cells } = open();
  tide.take('00AA0', '00AB2');
  expect(told).toEqual([
    ['figures touched', 4],
    ['applied platesDrawn', 4],
  ]);
  for (const text of ['?????', '00AA0', '00A?2', '??AB?']) {
    expect(cells).toContain(live.availability.cellOf(pattern.parse(text)));
  }
  expect(cells).not.toContain(live.availability.cellOf(pattern.parse('00AA1')));
});

test('P7 an event that moves no number is passed on, and stirs nothing', () => {
  const { tide, told, cells } = open();
  tide.take();
  expect(told).toEqual([['applied platesDrawn', 6]]);
  expect(cells.size).toBe(0);
});

test('P7 after a fresh start everyone follows the new cube before anybody is told to look', () => {
  const { live, tide, told } = open();
  tide.open('0', '0', 'B', 'A', '0');
  expect(told).toEqual([
    ['patterns follow 7', 7],
    ['figures follow 7', 7],
    ['started afresh', 7],
    ['selections are read again', 7],
  ]);
  expect(live.serialAt(8 as Address)).toBe(serial.parse('00BA0'));
  expect(live.positions()).toBe(5);
});

test('P7 an event that does not follow is thrown, and nobody hears of it', () => {
  const { live, follower, told } = open();
  expect(() => follower.apply({ offset: 3, at: 0, type: 'plateHeld', taken: [0 as Address], freed: [] })).toThrow(
    'does not follow',
  );
  expect(told).toEqual([]);
  expect(live.availability.free).toBe(6);
});
