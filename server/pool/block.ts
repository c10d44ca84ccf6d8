import type { BlockId } from '../../protocol/ids.ts';
import { type Serial, serial } from '../../protocol/plate.ts';

/**
 * Numbers opened together: a set of characters per position (POOL-2). Never changes once opened. A pool's numbers are
 * one row of bits, and a block is the range of it that starts at `base`; blocks stand one behind another.
 */
export type Block = {
  readonly id: BlockId;
  readonly name: { readonly zh: string; readonly en: string };
  /** The characters of each position, in the order of the alphabet. */
  readonly positions: readonly string[];
  /** The address of its first number; a multiple of 8. */
  readonly base: number;
  /** When it was opened, in ms by the store's clock; absent before that, and in blocks that an older version opened. */
  readonly openedAt?: number | undefined;
};

/**
 * Where a number lives: its bit in the pool's row. A number that several blocks contain lives in the first of them
 * that was opened; its bit in the others is never free, so no number is offered twice (POOL-2).
 */
export type Address = number & { readonly __brand: 'Address' };

/** How many numbers the block's pattern spans: the product of its positions' character counts. */
export const sizeOf = (block: Pick<Block, 'positions'>): number =>
  block.positions.reduce((size, characters) => size * characters.length, 1);

/** The base of the block that would be opened after these. */
export const nextBase = (blocks: readonly Block[]): number => {
  const last = blocks.at(-1);
  return last === undefined ? 0 : Math.ceil((last.base + sizeOf(last)) / 8) * 8;
};

/** The address of a serial within one block, the last position counting fastest; undefined where the block lacks it. */
export const addressIn = (block: Block, plate: Serial): Address | undefined => {
  if (plate.length !== block.positions.length) return undefined;
  let bit = 0;
  for (const [i, characters] of block.positions.entries()) {
    const digit = characters.indexOf(plate.charAt(i));
    if (digit < 0) return undefined;
    bit = bit * characters.length + digit;
  }
  return (block.base + bit) as Address;
};

/** The address of a number: in the first of the opened blocks that contains it; undefined if none does. */
export const addressOf = (blocks: readonly Block[], plate: Serial): Address | undefined => {
  for (const block of blocks) {
    const address = addressIn(block, plate);
    if (address !== undefined) return address;
  }
  return undefined;
};

/** The block whose range holds an address; undefined where none does. */
export const blockAt = (blocks: readonly Block[], address: Address): Block | undefined =>
  blocks.find((block) => address >= block.base && address < block.base + sizeOf(block));

/** The number that lives at an address. Throws where no block has the address, which breaks a promise. */
export const serialAt = (blocks: readonly Block[], address: Address): Serial => {
  const block = blockAt(blocks, address);
  if (block === undefined) throw new RangeError(`no block holds address ${address}`);
  let text = '';
  let rest = address - block.base;
  for (const characters of block.positions.toReversed()) {
    text = characters.charAt(rest % characters.length) + text;
    rest = Math.floor(rest / characters.length);
  }
  return serial.parse(text);
};
