import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import { ALPHABET, type Pattern, type Serial } from '../../protocol/plate.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import { type Address, addressOf, type Block, sizeOf } from '../pool/block.ts';
import type { PoolEvent, Position, Snapshot } from '../pool/store.ts';
import { BlockNumbers } from './block-numbers.ts';
import { Cube } from './cube.ts';
import { nearFree } from './near.ts';

/** A block's figures: `total` counts the numbers that live in it, free or not, and none that an earlier block has. */
export type BlockFigures = { readonly block: Block; readonly total: number; readonly free: number };

type Part = {
  readonly block: Block;
  readonly end: number;
  readonly numbers: BlockNumbers;
  total: number;
  free: number;
};

/**
 * The free numbers of a pool at one position of its events (P7). It advises: the store decides who gets a number (P8).
 * It is built from a snapshot, then moved event by event. It never guesses: it throws for an event that does not follow,
 * and after a throw only a new snapshot helps.
 */
export class PoolAvailability {
  readonly #cube: Cube;
  readonly #parts: readonly Part[];
  readonly #pairTotals: readonly number[];
  readonly total: number;
  #position: Position;

  private constructor(cube: Cube, parts: readonly Part[], pairTotals: readonly number[], position: Position) {
    this.#cube = cube;
    this.#parts = parts;
    this.#pairTotals = pairTotals;
    this.#position = position;
    this.total = parts.reduce((total, part) => total + part.total, 0);
  }

  /**
   * Builds the cube for the union of the blocks. A bit counts only where its number lives, in the first block that
   * has it, so that no number is counted twice (POOL-2). Throws where blocks differ in their number of positions.
   */
  static from(snapshot: Snapshot): PoolAvailability {
    const cube = new Cube(unionOf(snapshot.blocks));
    const pairSize = cube.stepOf(1);
    const pairTotals = Array.from({ length: pairSize === 0 ? 0 : cube.numbers / pairSize }, () => 0);
    const seen = new Uint8Array(Math.ceil(cube.numbers / 8));
    const free = new Uint8Array(seen.length);
    const parts = snapshot.blocks.map((block) => {
      const numbers = new BlockNumbers(block, cube);
      const part: Part = { block, end: block.base + sizeOf(block), numbers, total: 0, free: 0 };
      const { lastParts } = numbers;
      numbers.eachRow((row, bit) => {
        const pair = Math.floor(row / pairSize);
        let total = 0;
        for (let d = 0; d < lastParts.length; d += 1) {
          const index = row + (lastParts[d] ?? 0);
          const mask = 0x80 >>> (index & 7);
          const at = index >>> 3;
          const there = seen[at] ?? 0;
          if (there & mask) continue;
          seen[at] = there | mask;
          total += 1;
          const home = block.base + bit + d;
          if (((snapshot.free[home >>> 3] ?? 0) & (0x80 >>> (home & 7))) === 0) continue;
          free[at] = (free[at] ?? 0) | mask;
          part.free += 1;
        }
        part.total += total;
        pairTotals[pair] = (pairTotals[pair] ?? 0) + total;
      });
      return part;
    });
    cube.fill(free);
    return new PoolAvailability(cube, parts, pairTotals, snapshot.position);
  }

  /** The position of the last event that is counted in. */
  get position(): Position {
    return this.#position;
  }

  /** How many numbers are free, each counted once. */
  get free(): number {
    return this.#cube.free;
  }

  /** The blocks in opening order (LIVE-1). */
  get blocks(): BlockFigures[] {
    return this.#parts.map(({ block, total, free }) => ({ block, total, free }));
  }

  /** Free numbers and numbers in all for each leading pair of characters, row by row; empty without blocks. */
  get map(): PoolPicture['map'] {
    const [first = '', second = ''] = this.#cube.positions;
    const blank = this.#cube.cells - 1;
    const free = this.#pairTotals.map((_, pair) => {
      const row = this.#cube.filled(blank, 0, Math.floor(pair / second.length));
      return this.#cube.matching(this.#cube.filled(row, 1, pair % second.length));
    });
    return { first, second, free, total: [...this.#pairTotals] };
  }

  /**
   * Counts one event in and moves to its offset. Calls `touched` for each cell whose count has changed, once for each
   * number, while the event is only partly counted: collect the cells, and read them when this has returned. A number
   * that is already as the event says is left alone. Throws for an event that is not the next one, that opens a block
   * (start afresh from a snapshot), or that names an address of no block.
   */
  apply(event: PoolEvent, touched: (cell: number) => void): void {
    const { epoch, offset } = this.#position;
    if (event.offset !== offset + 1) throw new Error(`event ${event.offset} does not follow event ${offset}`);
    if (event.type === 'blockOpened') throw new Error(`event ${event.offset} opens a block: a new snapshot is needed`);
    for (const address of event.freed) this.#move(address, 1, touched);
    for (const address of event.taken) this.#move(address, -1, touched);
    this.#position = { epoch, offset: event.offset };
  }

  /** The picture of a pattern (COMP-3); an empty one where no number of the pool can match it. */
  picture(pattern: Pattern): Pick<PatternPicture, 'matching' | 'usable'> {
    const cell = this.cellOf(pattern);
    return cell === undefined ? { matching: 0, usable: Array.from(pattern, () => '') } : this.pictureOf(cell);
  }

  /** The picture of a cell's pattern. */
  pictureOf(cell: number): Pick<PatternPicture, 'matching' | 'usable'> {
    return { matching: this.#cube.matching(cell), usable: this.#cube.usable(cell) };
  }

  /** The cell of a pattern, which is the topic of its watchers. Undefined where no number of the pool can ever match. */
  cellOf(pattern: Pattern): number | undefined {
    return this.#cube.cellOf(pattern);
  }

  /** The pattern of a cell. */
  patternOf(cell: number): Pattern {
    return this.#cube.patternOf(cell);
  }

  /** Up to `limit` free numbers nearest to the given one, never itself (COMP-6). */
  near(plate: Serial, limit = 5): Serial[] {
    return nearFree(this.#cube, plate, limit);
  }

  isFree(plate: Serial): boolean {
    const index = this.#cube.numberOf(plate);
    return index !== undefined && this.#cube.isFree(index);
  }

  /** The address of a number; undefined where the pool does not have it. */
  addressOf(plate: Serial): Address | undefined {
    return addressOf(
      this.#parts.map((part) => part.block),
      plate,
    );
  }

  #move(address: Address, by: 1 | -1, touched: (cell: number) => void): void {
    const part = this.#parts.find(({ block, end }) => address >= block.base && address < end);
    if (part === undefined) throw new RangeError(`no block holds address ${address}`);
    const index = part.numbers.at(address - part.block.base);
    if (!(by === 1 ? this.#cube.give(index) : this.#cube.take(index))) return;
    part.free += by;
    this.#cube.touchedBy(index, touched);
  }
}

/** For each position the characters that any block uses there, in the order of the alphabet. */
const unionOf = (blocks: readonly Block[]): string[] => {
  const length = blocks[0]?.positions.length ?? 0;
  if (blocks.some((block) => block.positions.length !== length)) throw new Error('blocks differ in their positions');
  return Array.from({ length }, (_, p) =>
    Array.from(ALPHABET)
      .filter((character) => blocks.some((block) => block.positions[p]?.includes(character)))
      .join(''),
  );
};
