import type { Block } from '../pool/block.ts';
import type { Cube } from './cube.ts';

/** Translates one block's bits into the numbers of the pool's cube. */
export class BlockNumbers {
  /** By position and digit of the block: what the digit adds to the cube's number. */
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

  /** The cube's number at a bit of the block, counted from the block's base. */
  at(bit: number): number {
    let number = 0;
    let rest = bit;
    for (let p = this.#parts.length - 1; p >= 0; p -= 1) {
      const parts = this.#parts[p];
      if (parts === undefined) break;
      number += parts[rest % parts.length] ?? 0;
      rest = Math.floor(rest / parts.length);
    }
    return number;
  }

  /** Visits all numbers of the block in the order of its bits. */
  each(visit: (number: number, bit: number) => void): void {
    let bit = 0;
    const walk = (position: number, sum: number): void => {
      const parts = this.#parts[position];
      if (parts === undefined) {
        visit(sum, bit);
        bit += 1;
      } else {
        for (const part of parts) walk(position + 1, sum + part);
      }
    };
    walk(0, 0);
  }
}
