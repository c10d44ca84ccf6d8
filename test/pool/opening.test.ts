import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockId } from '../../protocol/ids.ts';
import { ALPHABET, DIGITS, LETTERS } from '../../protocol/plate.ts';
import { tangshanFirstBlock } from '../../server/authority/tangshan.ts';
import { type Address, addressOf, type Block, serialAt, sizeOf } from '../../server/pool/block.ts';
import { openBlocks, planOpening, type WantedBlock } from '../../server/pool/opening.ts';
import { tallyOf } from './harness.ts';
import { MemoryPoolStore } from './memory-store.ts';

const wanted = (id: string, ...positions: string[]): WantedBlock => ({
  id: blockId.parse(id),
  name: { zh: id, en: id },
  positions,
});
const bitAt = (bits: Uint8Array, bit: number): boolean => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
const countOf = (bits: Uint8Array): number =>
  bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);

const smallBlock = (id: string) =>
  fc
    .array(fc.subarray([...'012AB'], { minLength: 1, maxLength: 4 }), { minLength: 5, maxLength: 5 })
    .map((positions) => wanted(id, ...positions.map((characters) => characters.join(''))));

describe('planOpening', () => {
  test('POOL-1 the first block opens whole, at the beginning of the row', () => {
    const { block, free } = planOpening([], tangshanFirstBlock);
    expect(block).toEqual({ ...tangshanFirstBlock, base: 0 });
    expect(free).toHaveLength(6_000);
    expect(countOf(free)).toBe(48_000);
  });

  test('POOL-2 a block that does not end on a byte leaves the rest of its last byte clear', () => {
    const { free } = planOpening([], wanted('odd', '0', '0', '0', '01', '01234'));
    expect([...free]).toEqual([0xff, 0b1100_0000]);
  });

  test('POOL-2 a number is free exactly where it lives, however many blocks contain it', () => {
    fc.assert(
      fc.property(smallBlock('one'), smallBlock('two'), smallBlock('three'), (...all) => {
        const blocks: Block[] = [];
        for (const next of all) {
          const { block, free } = planOpening(blocks, next);
          blocks.push(block);
          for (let bit = 0; bit < free.length * 8; bit += 1) {
            const address = (block.base + bit) as Address;
            const livesHere = bit < sizeOf(block) && addressOf(blocks, serialAt(blocks, address)) === address;
            expect(bitAt(free, bit)).toBe(livesHere);
          }
        }
      }),
    );
  });

  test('POOL-3 a second block of millions leaves out exactly what it shares with the first', () => {
    const everyOne = DIGITS + LETTERS;
    const large = wanted('large', DIGITS, everyOne, everyOne, everyOne, DIGITS);
    const first = planOpening([], tangshanFirstBlock).block;
    expect(countOf(planOpening([first], large).free)).toBe(10 * 34 ** 3 * 10 - 48_000);
  });

  test.each([
    ['too few positions', wanted('bad', '0', '1', '2', '3'), /4 positions/],
    ['too many positions', wanted('bad', '0', '1', '2', '3', '4', '5', '6'), /7 positions/],
    ['a position without characters', wanted('bad', '0', '1', '', '3', '4'), /position 3/],
    ['a character twice', wanted('bad', '0', '1', '2', '33', '4'), /position 4/],
    ['characters out of order', wanted('bad', '0', 'BA', '2', '3', '4'), /position 2/],
    ['a letter that no plate has', wanted('bad', '0', '1', '2', '3', 'HIJ'), /position 5/],
    ['a small letter', wanted('bad', 'a', '1', '2', '3', '4'), /position 1/],
  ])('POOL-2 refuses %s, and says where', (_, block, message) => {
    expect(() => planOpening([], block)).toThrow(message);
  });

  test('POOL-2 refuses a block whose serials are longer than those of its pool', () => {
    const first = planOpening([], tangshanFirstBlock).block;
    expect(() => planOpening([first], wanted('long', 'D', ALPHABET, '0', '0', '0', '0'))).toThrow(/6 positions.*has 5/);
  });
});

describe('openBlocks', () => {
  const second = wanted('second', DIGITS, DIGITS, 'ABC', LETTERS, DIGITS);

  test('POOL-2 opens each block once, and tells which it opened', async () => {
    const store = new MemoryPoolStore(() => 0);
    expect(await openBlocks(store, [tangshanFirstBlock])).toEqual(['first']);
    expect(await openBlocks(store, [tangshanFirstBlock, second])).toEqual(['second']);
    expect(await openBlocks(store, [tangshanFirstBlock, second])).toEqual([]);
    expect((await store.tally()).opened).toBe(72_000);
  });

  test('POOL-2 nodes that start together open each block once', async () => {
    const store = new MemoryPoolStore(() => 0);
    const nodes = await Promise.all([
      openBlocks(store, [tangshanFirstBlock, second]),
      openBlocks(store, [second, tangshanFirstBlock]),
      openBlocks(store, [second]),
    ]);
    expect(nodes.flat().toSorted()).toEqual(['first', 'second']);
    expect(await store.tally()).toEqual(tallyOf({ opened: 72_000, free: 72_000 }));
  });

  test('POOL-2 refuses to open a block otherwise than it was opened', async () => {
    const store = new MemoryPoolStore(() => 0);
    await openBlocks(store, [tangshanFirstBlock]);
    await expect(openBlocks(store, [{ ...second, id: tangshanFirstBlock.id }])).rejects.toThrow(
      /first .*cannot change/,
    );
  });
});
