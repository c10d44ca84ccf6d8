import { expect, test } from 'vitest';
import { pattern, serial } from '../../protocol/plate.ts';
import type { Address } from '../../server/pool/block.ts';
import type { PoolEvent } from '../../server/pool/store.ts';
import { LivePool } from '../../server/push/live-pool.ts';
import { Tide } from '../support/tide.ts';

/** Writes down what the followers are told, with how many numbers were free as they were told. */
const follow = (live: LivePool) => {
  const told: (readonly [what: string, free: number])[] = [];
  const cells = new Set<number>();
  const tell = (what: string): void => void told.push([what, live.availability.free]);
  live.followedBy({
    patterns: {
      follow: (availability) => tell(`patterns follow ${availability.free}`),
      touch: (cell) => cells.add(cell),
    },
    pool: { follow: (availability) => tell(`figures follow ${availability.free}`), stir: () => tell('stirred') },
    applied: (event: PoolEvent) => tell(`applied ${event.type}`),
    startedAfresh: () => tell('started afresh'),
  });
  return { told, cells };
};

test('before the first snapshot a pool has no numbers and no positions', () => {
  const live = new LivePool();
  expect([live.availability.free, live.positions()]).toEqual([0, 0]);
});

test('P7 an event is applied whole before anybody hears of it, and touches each cell of its number', () => {
  const live = new LivePool();
  const tide = new Tide(live);
  tide.open('0', '0', 'A', 'AB', '012');
  const { told, cells } = follow(live);
  tide.take('00AA0', '00AB2');
  expect(told).toEqual([
    ['stirred', 4],
    ['applied platesDrawn', 4],
  ]);
  for (const text of ['?????', '00AA0', '00A?2', '??AB?']) {
    expect(cells).toContain(live.availability.cellOf(pattern.parse(text)));
  }
  expect(cells).not.toContain(live.availability.cellOf(pattern.parse('00AA1')));
});

test('P7 an event that moves no number is passed on, and stirs nothing', () => {
  const live = new LivePool();
  const tide = new Tide(live);
  tide.open('0', '0', 'A', 'AB', '012');
  const { told, cells } = follow(live);
  tide.take();
  expect(told).toEqual([['applied platesDrawn', 6]]);
  expect(cells.size).toBe(0);
});

test('P7 after a fresh start everyone follows the new cube before anybody is told to look', () => {
  const live = new LivePool();
  const tide = new Tide(live);
  tide.open('0', '0', 'A', 'AB', '012');
  const { told } = follow(live);
  tide.open('0', '0', 'B', 'A', '0');
  expect(told).toEqual([
    ['patterns follow 7', 7],
    ['figures follow 7', 7],
    ['started afresh', 7],
  ]);
  expect(live.serialAt(8 as Address)).toBe(serial.parse('00BA0'));
  expect(live.positions()).toBe(5);
});

test('P7 an event that does not follow is thrown, and nobody hears of it', () => {
  const live = new LivePool();
  new Tide(live).open('0', '0', 'A', 'AB', '012');
  const { told } = follow(live);
  expect(() => live.apply({ offset: 3, at: 0, type: 'plateHeld', taken: [0 as Address], freed: [] })).toThrow(
    'does not follow',
  );
  expect(told).toEqual([]);
  expect(live.availability.free).toBe(6);
});
