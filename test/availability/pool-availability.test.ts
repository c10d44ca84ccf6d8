import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockId } from '../../protocol/ids.ts';
import { ALPHABET, DIGITS, LETTERS, pattern, type Serial, serial } from '../../protocol/plate.ts';
import { PoolAvailability } from '../../server/availability/pool-availability.ts';
import { type Address, addressOf, type Block, nextBase, serialAt, sizeOf } from '../../server/pool/block.ts';
import type { PoolEvent, Snapshot } from '../../server/pool/store.ts';

/** Blocks in opening order, each behind the one before. */
const blocksOf = (...sets: readonly (readonly string[])[]): Block[] => {
  const blocks: Block[] = [];
  for (const [i, positions] of sets.entries()) {
    const id = blockId.parse(`block-${i}`);
    blocks.push({ id, name: { zh: `第${i}段`, en: `Block ${i}` }, positions, base: nextBase(blocks) });
  }
  return blocks;
};
const addressesOf = (block: Block): Address[] =>
  Array.from({ length: sizeOf(block) }, (_, bit) => (block.base + bit) as Address);
const rowOf = (blocks: readonly Block[], free: Iterable<Address>): Uint8Array => {
  const row = new Uint8Array(nextBase(blocks) / 8);
  for (const address of free) row[address >>> 3] = (row[address >>> 3] ?? 0) | (0x80 >>> (address & 7));
  return row;
};
const snapshotOf = (blocks: readonly Block[], free: Uint8Array, offset = 7): Snapshot => ({
  position: { epoch: 'first', offset },
  now: 0,
  blocks,
  free,
});
const eventOf = (offset: number, taken: readonly Address[], freed: readonly Address[]): PoolEvent => ({
  offset,
  at: 0,
  type: 'plateHeld',
  taken,
  freed,
});
const homeIn = (blocks: readonly Block[], text: string): Address => {
  const home = addressOf(blocks, serial.parse(text));
  if (home === undefined) throw new Error(`${text} is in no block`);
  return home;
};
const ignore = (): void => undefined;
const matches = (text: string, plate: string): boolean =>
  text.length === plate.length && Array.from(text).every((character, p) => character === '?' || character === plate[p]);
const distance = (a: string, b: string): number => Array.from(a).filter((character, p) => character !== b[p]).length;

const TANGSHAN = [DIGITS, DIGITS, 'AB', LETTERS, DIGITS];
const allFree = (blocks: readonly Block[]): Uint8Array => rowOf(blocks, blocks.flatMap(addressesOf));

/** A pool of which every number is free. */
const wholePool = (...sets: readonly (readonly string[])[]) => {
  const blocks = blocksOf(...sets);
  return { blocks, pool: PoolAvailability.from(snapshotOf(blocks, allFree(blocks))) };
};

test('POOL-1 the first block of Tangshan has exactly 48,000 numbers', () => {
  const { pool } = wholePool(TANGSHAN);
  expect([pool.total, pool.free]).toEqual([48_000, 48_000]);
  expect(pool.picture(pattern.parse('?????'))).toEqual({ matching: 48_000, usable: TANGSHAN });
  expect(pool.picture(pattern.parse('88A?8'))).toEqual({ matching: 24, usable: ['', '', '', LETTERS, ''] });
  expect(pool.map.free).toEqual(Array.from({ length: 100 }, () => 480));
  expect(pool.map.total).toEqual(Array.from({ length: 100 }, () => 480));
});

test('COMP-3 a pattern that no number can match has nothing usable', () => {
  const { pool } = wholePool(TANGSHAN);
  const nothing = { matching: 0, usable: ['', '', '', '', ''] };
  expect(pool.picture(pattern.parse('A????'))).toEqual(nothing);
  expect(pool.picture(pattern.parse('??C??'))).toEqual(nothing);
  expect(pool.picture(pattern.parse('??????'))).toEqual({ matching: 0, usable: ['', '', '', '', '', ''] });
  expect(pool.cellOf(pattern.parse('A????'))).toBeUndefined();
});

test('POOL-2 a pool without blocks has nothing, and says so', () => {
  const pool = PoolAvailability.from(snapshotOf([], new Uint8Array()));
  expect([pool.total, pool.free, pool.blocks]).toEqual([0, 0, []]);
  expect(pool.map).toEqual({ first: '', second: '', free: [], total: [] });
  expect(pool.picture(pattern.parse('?????'))).toEqual({ matching: 0, usable: ['', '', '', '', ''] });
  expect(pool.near(serial.parse('00A00'))).toEqual([]);
  expect(pool.isFree(serial.parse('00A00'))).toBe(false);
});

test('POOL-2 a number of two blocks is counted once, even where both of its bits are set', () => {
  const { pool } = wholePool(['01', '01', 'AB', 'XY', '01'], ['12', '01', 'BC', 'XY', '01']);
  // Shared: first character 1, third B: 2·2·2 numbers.
  expect(pool.total).toBe(32 + 32 - 8);
  expect(pool.free).toBe(56);
  expect(pool.blocks.map(({ total, free }) => [total, free])).toEqual([
    [32, 32],
    [24, 24],
  ]);
  expect(pool.picture(pattern.parse('1?B??')).matching).toBe(8);
});

test('POOL-2 numbers that no block contains are never offered', () => {
  const { pool } = wholePool(['0', '0', 'A', 'X', '01'], ['1', '0', 'B', 'X', '01']);
  expect(pool.picture(pattern.parse('0????'))).toEqual({ matching: 2, usable: ['', '0', 'A', 'X', '01'] });
  expect(pool.picture(pattern.parse('0?B??')).matching).toBe(0);
  expect(pool.isFree(serial.parse('00BX0'))).toBe(false);
  expect(pool.addressOf(serial.parse('00BX0'))).toBeUndefined();
});

test('POOL-2 blocks with different numbers of positions are refused', () => {
  const blocks = blocksOf(['0', '0', 'A', 'X', '01'], ['D', '0', '1', '1', '0', '01']);
  expect(() => PoolAvailability.from(snapshotOf(blocks, allFree(blocks)))).toThrow(/positions/);
});

test('LIVE-1 free numbers follow the events, in all, by block and on the map', () => {
  const blocks = blocksOf(TANGSHAN, ['9', DIGITS, 'ABC', LETTERS, DIGITS]);
  const pool = PoolAvailability.from(snapshotOf(blocks, rowOf(blocks, addressesOf(blocks[0] as Block))));
  const [old, fresh] = [homeIn(blocks, '98AX0'), homeIn(blocks, '98CX0')];
  pool.apply(eventOf(8, [], [fresh]), ignore);
  pool.apply(eventOf(9, [old], []), ignore);
  expect(pool.blocks.map(({ block, total, free }) => [block.id, total, free])).toEqual([
    ['block-0', 48_000, 47_999],
    ['block-1', 2_400, 1],
  ]);
  expect([pool.total, pool.free]).toEqual([50_400, 48_000]);
  expect(pool.map.total.slice(89, 92)).toEqual([480, 720, 720]);
  expect(pool.map.free.slice(97, 100)).toEqual([480, 480, 480]);
  pool.apply(eventOf(10, [fresh], [old]), ignore);
  expect(pool.map.free[98]).toBe(480);
  expect(pool.free).toBe(48_000);
});

test('P7 events move the position one by one, and one out of turn is refused', () => {
  const { blocks, pool } = wholePool(TANGSHAN);
  const number = homeIn(blocks, '88AX8');
  expect(() => pool.apply(eventOf(7, [number], []), ignore)).toThrow(/does not follow/);
  expect(() => pool.apply(eventOf(9, [number], []), ignore)).toThrow(/does not follow/);
  expect([pool.position, pool.free]).toEqual([{ epoch: 'first', offset: 7 }, 48_000]);
  pool.apply(eventOf(8, [number], []), ignore);
  expect([pool.position, pool.free]).toEqual([{ epoch: 'first', offset: 8 }, 47_999]);
});

test('P7 an opened block, or an address of no block, asks for a new snapshot', () => {
  const { pool } = wholePool(['0', '0', 'A', 'X', '012']);
  expect(() => pool.apply({ ...eventOf(8, [], []), type: 'blockOpened' }, ignore)).toThrow(/snapshot/);
  expect(() => pool.apply(eventOf(8, [3 as Address], []), ignore)).toThrow(RangeError);
  expect(pool.position.offset).toBe(7);
});

test('P7 an event that says what is so already changes no figure and touches no cell', () => {
  const { blocks, pool } = wholePool(TANGSHAN);
  const number = homeIn(blocks, '88AX8');
  const touched: number[] = [];
  pool.apply(eventOf(8, [number], []), (cell) => touched.push(cell));
  expect(new Set(touched).size).toBe(32);
  pool.apply(eventOf(9, [number], []), (cell) => touched.push(cell));
  expect([pool.free, pool.blocks[0]?.free, touched.length]).toEqual([47_999, 47_999, 32]);
  pool.apply(eventOf(10, [], [number]), ignore);
  pool.apply(eventOf(11, [], [number]), ignore);
  expect([pool.free, pool.blocks[0]?.free]).toEqual([48_000, 48_000]);
});

test('COMP-4 the cells that an event touches are exactly the patterns whose count it changes', () => {
  const { blocks, pool } = wholePool(['01', '01', 'AB', 'X', '012']);
  const cells = Array.from({ length: 3 * 3 * 3 * 2 * 4 }, (_, cell) => cell);
  const before = cells.map((cell) => pool.pictureOf(cell).matching);
  const touched = new Set<number>();
  pool.apply(eventOf(8, [homeIn(blocks, '01AX2'), homeIn(blocks, '10BX0')], []), (cell) => touched.add(cell));
  const changed = cells.filter((cell) => pool.pictureOf(cell).matching !== before[cell]);
  expect([...touched].toSorted((a, b) => a - b)).toEqual(changed);
});

test('COMP-6 near numbers differ in one position first, and not always in the same', () => {
  const blocks = blocksOf(TANGSHAN);
  const taken = homeIn(blocks, '88AX8');
  const free = new Set(addressesOf(blocks[0] as Block));
  free.delete(taken);
  const pool = PoolAvailability.from(snapshotOf(blocks, rowOf(blocks, free)));
  const near = pool.near(serial.parse('88AX8'));
  expect(near.map((plate) => distance(plate, '88AX8'))).toEqual([1, 1, 1, 1, 1]);
  const places = near.map((plate) => Array.from(plate).findIndex((character, p) => character !== '88AX8'[p]));
  expect(new Set(places).size).toBe(5);
  expect(pool.near(serial.parse('88AX8'))).toEqual(near);
  expect(pool.near(serial.parse('88AX8'), 2)).toHaveLength(2);
});

test('COMP-6 the last free number is found wherever it is, even from a number outside the pool', () => {
  const blocks = blocksOf(TANGSHAN);
  const pool = PoolAvailability.from(snapshotOf(blocks, rowOf(blocks, [homeIn(blocks, '07BZ3')])));
  expect(pool.near(serial.parse('88AX8'))).toEqual(['07BZ3']);
  expect(pool.near(serial.parse('07BZ3'))).toEqual([]);
  expect(pool.near(serial.parse('ZZ9ZZ'))).toEqual(['07BZ3']);
  expect(pool.near(serial.parse('07BZ33'))).toEqual([]);
});

/** A few characters a position from a small alphabet, so that blocks overlap often. */
const positions = (length: number): fc.Arbitrary<string[]> =>
  fc.array(
    fc.subarray(['0', '7', 'A', 'Z'], { minLength: 1 }).map((set) => set.join('')),
    {
      minLength: length,
      maxLength: length,
    },
  );
const pools = fc.constantFrom(5, 6).chain((length) =>
  fc.record({
    sets: fc.array(positions(length), { minLength: 1, maxLength: 4 }),
    freeOnes: fc.array(fc.nat(), { maxLength: 200 }),
    moves: fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 40 }),
    patterns: fc.array(
      fc.array(fc.constantFrom('0', '7', 'A', 'Z', '8', '?', '?', '?'), { minLength: length, maxLength: length }),
      { minLength: 10, maxLength: 10 },
    ),
  }),
);

test('COMP-3 P7 random pools, moves and patterns: every figure equals brute force', () => {
  fc.assert(
    fc.property(pools, ({ sets, freeOnes, moves, patterns }) => {
      const blocks = blocksOf(...sets);
      const homes = new Map<Serial, { address: Address; block: Block }>();
      for (const block of blocks) {
        for (const address of addressesOf(block)) {
          const plate = serialAt(blocks, address);
          if (!homes.has(plate)) homes.set(plate, { address, block });
        }
      }
      const plates = [...homes.keys()];
      const pick = (any: number): Serial => plates[any % plates.length] as Serial;
      const free = new Set(freeOnes.map(pick));
      const row = rowOf(
        blocks,
        [...free].map((plate) => homeIn(blocks, plate)),
      );
      const shorter = row.subarray(0, row.findLastIndex((byte) => byte !== 0) + 1);
      const pool = PoolAvailability.from(snapshotOf(blocks, shorter, 0));

      for (const [i, [taking, any]] of moves.entries()) {
        const plate = pick(any);
        const address = homeIn(blocks, plate);
        if (taking) free.delete(plate);
        else free.add(plate);
        pool.apply(eventOf(i + 1, taking ? [address] : [], taking ? [] : [address]), ignore);
      }

      expect([pool.total, pool.free, pool.position.offset]).toEqual([plates.length, free.size, moves.length]);
      expect(pool.blocks).toEqual(
        blocks.map((block) => {
          const own = plates.filter((plate) => homes.get(plate)?.block === block);
          return { block, total: own.length, free: own.filter((plate) => free.has(plate)).length };
        }),
      );

      const union = (p: number): string =>
        Array.from(ALPHABET)
          .filter((c) => plates.some((plate) => plate[p] === c))
          .join('');
      const pairs = Array.from(union(0)).flatMap((first) => Array.from(union(1), (second) => first + second));
      const beginning = (pair: string): Serial[] => plates.filter((plate) => plate.startsWith(pair));
      expect(pool.map).toEqual({
        first: union(0),
        second: union(1),
        free: pairs.map((pair) => beginning(pair).filter((plate) => free.has(plate)).length),
        total: pairs.map((pair) => beginning(pair).length),
      });

      for (const text of patterns.map((characters) => characters.join(''))) {
        const matching = [...free].filter((plate) => matches(text, plate));
        const usable = Array.from(text, (character, p) =>
          Array.from(ALPHABET)
            .filter((c) => character === '?' && matching.some((plate) => plate[p] === c))
            .join(''),
        );
        expect(pool.picture(pattern.parse(text))).toEqual({ matching: matching.length, usable });

        const plate = serial.parse(text.replaceAll('?', '7'));
        expect(pool.isFree(plate)).toBe(free.has(plate));
        expect(pool.addressOf(plate)).toBe(homes.get(plate)?.address);
        const near = pool.near(plate);
        const others = [...free].filter((other) => other !== plate);
        const expected = others.map((other) => distance(other, plate)).toSorted((a, b) => a - b);
        expect(near.map((other) => distance(other, plate))).toEqual(expected.slice(0, 5));
        expect(new Set(near).size).toBe(near.length);
        expect(near.every((other) => free.has(other))).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

test('P7 a picture that is moved event by event equals one built from the later snapshot', () => {
  const blocks = blocksOf(['0A', '0123', 'AB', 'XYZ', '09'], ['0B', '01', 'AC', 'XYZ', '9']);
  const plates = blocks.flatMap(addressesOf).map((address) => serialAt(blocks, address));
  const homes = [...new Set(plates)].map((plate) => homeIn(blocks, plate));
  const moved = PoolAvailability.from(snapshotOf(blocks, new Uint8Array(), 0));
  const free = homes.filter((_, i) => i % 3 !== 0);
  moved.apply(eventOf(1, [], homes), ignore);
  moved.apply(
    eventOf(
      2,
      homes.filter((_, i) => i % 3 === 0),
      [],
    ),
    ignore,
  );
  const fresh = PoolAvailability.from(snapshotOf(blocks, rowOf(blocks, free), 2));
  const figures = (pool: PoolAvailability): unknown => ({
    position: pool.position,
    total: pool.total,
    free: pool.free,
    blocks: pool.blocks,
    map: pool.map,
    pictures: Array.from({ length: 4 * 5 * 4 * 4 * 3 }, (_, cell) => [pool.patternOf(cell), pool.pictureOf(cell)]),
  });
  expect(figures(moved)).toEqual(figures(fresh));
  expect(fresh.free).toBe(free.length);
});
