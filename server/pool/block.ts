import type { BlockId } from '../../protocol/ids.ts';
import { type Serial, serial } from '../../protocol/plate.ts';

/** Numbers opened together: a set of characters per position (POOL-2). Never changes once opened. */
export type Block = {
  readonly id: BlockId;
  readonly name: { readonly zh: string; readonly en: string };
  /** The characters of each position, in the order of the alphabet. */
  readonly positions: readonly string[];
};

/**
 * Where a number lives: `block:bit`. A number that several blocks contain lives in the first of them that was
 * opened; its bit in the others is never free, so no number is offered twice (POOL-2).
 */
export type Address = `${string}:${number}`;

/** How many numbers the block's pattern spans: the product of its positions' character counts. */
export const sizeOf = (block: Block): number => block.positions.reduce((size, characters) => size * characters.length, 1);

/** The bit of a serial in a block's bitmap, the last position counting fastest; -1 where the block lacks it. */
export const bitOf = (block: Block, plate: Serial): number => {
  if (plate.length !== block.positions.length) return -1;
  let bit = 0;
  for (const [i, characters] of block.positions.entries()) {
    const digit = characters.indexOf(plate.charAt(i));
    if (digit < 0) return -1;
    bit = bit * characters.length + digit;
  }
  return bit;
};

/** The serial at a bit of a block: the inverse of `bitOf`. Throws a ZodError for a bit outside the block. */
export const serialAt = (block: Block, bit: number): Serial => {
  let text = '';
  let rest = bit;
  for (const characters of block.positions.toReversed()) {
    text = characters.charAt(rest % characters.length) + text;
    rest = Math.floor(rest / characters.length);
  }
  return serial.parse(rest === 0 ? text : '');
};

/** The home of a number among the opened blocks, in opening order; undefined where none contains it. */
export const homeOf = (blocks: readonly Block[], plate: Serial): Address | undefined => {
  for (const block of blocks) {
    const bit = bitOf(block, plate);
    if (bit >= 0) return `${block.id}:${bit}`;
  }
  return undefined;
};

/** Splits an address. */
export const partsOf = (address: Address): { block: BlockId; bit: number } => {
  const colon = address.lastIndexOf(':');
  return { block: address.slice(0, colon) as BlockId, bit: Number(address.slice(colon + 1)) };
};
