import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockId } from '../../protocol/ids.ts';
import { ALPHABET, serial } from '../../protocol/plate.ts';
import { tangshanFirstBlock } from '../../server/authority/tangshan.ts';
import {
  type Address,
  addressIn,
  addressOf,
  type Block,
  blockAt,
  nextBase,
  serialAt,
  sizeOf,
} from '../../server/pool/block.ts';

const tangshan: Block = { ...tangshanFirstBlock, base: 0 };
const blockOf = (id: string, base: number, ...positions: string[]): Block => ({
  id: blockId.parse(id),
  name: { zh: id, en: id },
  positions,
  base,
});
const plate = (text: string) => serial.parse(text);

const characters = fc.subarray([...ALPHABET], { minLength: 1 }).map((chosen) => chosen.join(''));
const anyBlock = fc
  .tuple(fc.array(characters, { minLength: 5, maxLength: 6 }), fc.nat(1_000))
  .map(([positions, eighth]) => blockOf('any', eighth * 8, ...positions));

describe('one block', () => {
  test('POOL-1 the first block of Tangshan has 48,000 numbers', () => {
    expect(sizeOf(tangshan)).toBe(48_000);
  });

  test('POOL-1 its third character is A or B, its fourth never I or O', () => {
    expect(addressIn(tangshan, plate('12A3B'))).toBeUndefined();
    expect(addressIn(tangshan, plate('12AB3'))).toBeDefined();
    expect(addressIn(tangshan, plate('12CB3'))).toBeUndefined();
    expect(tangshan.positions[3]).not.toMatch(/[IO]/);
  });

  test('POOL-2 the last position counts fastest', () => {
    expect(addressIn(tangshan, plate('00AA0'))).toBe(0);
    expect(addressIn(tangshan, plate('00AA1'))).toBe(1);
    expect(addressIn(tangshan, plate('00AB0'))).toBe(10);
    expect(addressIn(tangshan, plate('99BZ9'))).toBe(47_999);
  });

  test('POOL-2 every number of any block comes back from its address', () => {
    fc.assert(
      fc.property(anyBlock, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (block, share) => {
        const address = (block.base + Math.floor(share * sizeOf(block))) as Address;
        expect(addressIn(block, serialAt([block], address))).toBe(address);
      }),
    );
  });

  test('POOL-2 a serial of another length is in no block', () => {
    expect(addressIn(tangshan, plate('12AB34'))).toBeUndefined();
  });
});

describe('blocks one behind another', () => {
  const first = blockOf('first', 0, '01', '01', 'A', 'AB', '012');
  const second = blockOf('second', 24, '12', '12', 'A', 'BC', '012');
  const blocks = [first, second];

  test('POOL-2 the next block begins at the next whole byte', () => {
    expect(nextBase([])).toBe(0);
    expect(nextBase([first])).toBe(24);
    expect(nextBase([blockOf('odd', 8, '0', '0', '0', '0', '012')])).toBe(16);
    expect(nextBase([tangshan])).toBe(48_000);
  });

  test('POOL-2 a number of two blocks lives in the one that was opened first', () => {
    const shared = plate('11AB2');
    expect(addressOf(blocks, shared)).toBe(addressIn(first, shared));
    expect(addressIn(second, shared)).toBeGreaterThanOrEqual(24);
  });

  test('POOL-2 a number of the second block alone lives there, and one of neither nowhere', () => {
    expect(addressOf(blocks, plate('22AC0'))).toBe(addressIn(second, plate('22AC0')));
    expect(addressOf(blocks, plate('99ZZ9'))).toBeUndefined();
  });

  test('POOL-2 an address tells its block, and none outside every range', () => {
    expect(blockAt(blocks, 23 as Address)?.id).toBe('first');
    expect(blockAt(blocks, 24 as Address)?.id).toBe('second');
    expect(blockAt(blocks, 48 as Address)).toBeUndefined();
    expect(() => serialAt(blocks, 48 as Address)).toThrow(RangeError);
  });
});
