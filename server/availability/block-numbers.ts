import type { Block } from '../pool/block.ts';
import type { Cube } from './cube.ts';

/** Translates one block's bits into the indices of the pool's cube. */
export class BlockNumbers {
  /** By position and digit of the block: what the digit adds to the cube's index. */
  readonly #parts: readonly Int32Array[];

  /** Throws where the cube lacks a character of the block: a broken promise. */
  constructor(block: Block, cube: Cube) {
    this.#parts = block.positions.map((characters, p) =>
      Int32Array.from(characters, (character) => {
        const digit = (cube.positions[p] ?? '').indexOf(character);
        if (digit < 0) throw new Error(`block ${block.id} is not part of the cube`);
        return digit * cube.stepOf(p);
      }),
    );
  }

  /** The cube's index for a bit of the block, counted from the block's base. */
  at(bit: number): number {
    let index = 0;
    let rest = bit;
    for (let p = this.#parts.length - 1; p >= 0; p -= 1) {
      const parts = this.#parts[p];
      if (parts === undefined) break;
      index += parts[rest % parts.length] ?? 0;
      rest = Math.floor(rest / parts.length);
    }
    return index;
  }

  /** What each digit of the last position adds to its row. */
  get lastParts(): Int32Array {
    return this.#parts.at(-1) ?? new Int32Array();
  }

  /**
   * Visits the block's rows in the order of their bits. A row is the numbers that differ at the last position alone:
   * their indices are `row` plus each of `lastParts`. Rows save a call for each of millions of numbers.
   */
  eachRow(visit: (row: number, bit: number) => void): void {
    const last = this.#parts.length - 1;
    const size = this.lastParts.length;
    let bit = 0;
    const walk = (position: number, sum: number): void => {
      if (position === last) {
        visit(sum, bit);
        bit += size;
        return;
      }
      for (const part of this.#parts[position] ?? []) walk(position + 1, sum + part);
    };
    if (last >= 0) walk(0, 0);
  }
}
