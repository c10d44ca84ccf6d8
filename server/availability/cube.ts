import type { Pattern, Serial } from '../../protocol/plate.ts';
import { cellOf, numberOf, patternOf, touchedBy } from './cells.ts';
import { fillTables } from './fill.ts';
import { type Shape, shapeOf } from './shape.ts';
import { Tables } from './tables.ts';

/**
 * Counts the free numbers that match any pattern, by one look-up (COMP-3). Taking a number changes one count in each of
 * 2^n tables. A number is given as an index in [0, numbers), a pattern as a cell in [0, cells); the caller keeps to that.
 * Only the answer of `usable` allocates memory. At first no number is free.
 */
export class Cube {
  readonly #shape: Shape;
  readonly #tables: Tables;

  /** `positions`: the characters of each position, in the order of the alphabet. Throws a RangeError as `shapeOf`. */
  constructor(positions: readonly string[]) {
    this.#shape = shapeOf(positions);
    this.#tables = new Tables(this.#shape);
  }

  get positions(): readonly string[] {
    return this.#shape.positions;
  }

  /** How many numbers there are, free or not. */
  get numbers(): number {
    return this.#shape.numbers;
  }

  /** How many patterns there are; the last cell is the pattern of blanks alone. */
  get cells(): number {
    return this.#shape.cells;
  }

  /** How many bytes the tables take. */
  get byteLength(): number {
    return this.#tables.byteLength;
  }

  /** How many numbers are free. */
  get free(): number {
    return this.#tables.at(0, 0);
  }

  /** By position: the distance of two indices that differ by one digit there. */
  stepOf(position: number): number {
    return this.#shape.numberSteps[position] ?? 0;
  }

  /** Replaces everything by these bits, number 0 in the highest bit of byte 0; missing bytes are zeros. */
  fill(free: Uint8Array): void {
    const { bits } = this.#tables;
    const bytes = Math.ceil(this.numbers / 8);
    bits.fill(0);
    bits.set(free.subarray(0, bytes));
    const spare = bytes * 8 - this.numbers;
    bits[bytes - 1] = (bits[bytes - 1] ?? 0) & (0xff << spare);
    fillTables(this.#shape, this.#tables);
  }

  isFree(index: number): boolean {
    return this.#tables.at(this.#tables.full, index) === 1;
  }

  /** Takes a free number; false, without a change, where it is not free. */
  take(index: number): boolean {
    if (!this.isFree(index)) return false;
    this.#move(index, -1);
    return true;
  }

  /** Frees a number; false, without a change, where it is free already. */
  give(index: number): boolean {
    if (this.isFree(index)) return false;
    this.#move(index, 1);
    return true;
  }

  /** How many free numbers match the pattern of a cell. */
  matching(cell: number): number {
    const { radices } = this.#shape;
    let mask = 0;
    let index = 0;
    let step = 1;
    for (let p = radices.length - 1, rest = cell; p >= 0; p -= 1) {
      const radix = radices[p] ?? 1;
      const digit = rest % (radix + 1);
      rest = (rest / (radix + 1)) | 0;
      if (digit === radix) continue;
      mask |= 1 << p;
      index += digit * step;
      step *= radix;
    }
    return this.#tables.at(mask, index);
  }

  /** For each open position the characters with which a free number still matches; '' for a filled position. */
  usable(cell: number): string[] {
    const { radices, positions } = this.#shape;
    const usable = positions.map(() => '');
    let mask = 0;
    let index = 0;
    let step = 1;
    for (let p = radices.length - 1, rest = cell; p >= 0; p -= 1) {
      const radix = radices[p] ?? 1;
      const digit = rest % (radix + 1);
      rest = (rest / (radix + 1)) | 0;
      if (digit === radix) continue;
      mask |= 1 << p;
      index += digit * step;
      step *= radix;
    }
    step = 1;
    for (let p = radices.length - 1; p >= 0; p -= 1) {
      const radix = radices[p] ?? 1;
      if (mask & (1 << p)) {
        step *= radix;
      } else {
        // The index in the table that fixes this position too, at its first character.
        const behind = index % step;
        const first = (index - behind) * radix + behind;
        usable[p] = this.#usableAt(positions[p] ?? '', mask | (1 << p), first, step);
      }
    }
    return usable;
  }

  /** Visits the 2^n cells that a number is part of: each of its positions fixed or blank, in no promised order. */
  touchedBy(index: number, visit: (cell: number) => void): void {
    touchedBy(this.#shape, index, visit);
  }

  /** The cell of a pattern; undefined where it has another length, or a character that its position lacks. */
  cellOf(text: Pattern | Serial): number | undefined {
    return cellOf(this.#shape, text);
  }

  /** The pattern of a cell: the inverse of `cellOf`. Throws a ZodError where positions are not 5 or 6. */
  patternOf(cell: number): Pattern {
    return patternOf(this.#shape, cell);
  }

  /** The index of a number; undefined where it has another length, or a character that its position lacks. */
  numberOf(plate: Serial): number | undefined {
    return numberOf(this.#shape, plate);
  }

  /** The cell in which an open position is filled with its digit-th character. */
  filled(cell: number, position: number, digit: number): number {
    return cell + (digit - (this.#shape.radices[position] ?? 0)) * (this.#shape.cellSteps[position] ?? 0);
  }

  #move(index: number, by: 1 | -1): void {
    const { bits } = this.#tables;
    bits[index >>> 3] = (bits[index >>> 3] ?? 0) ^ (0x80 >>> (index & 7));
    this.#tables.shift(index, by);
  }

  /** Joins the characters whose count is not zero, in runs: usually all are usable, and then nothing is copied. */
  #usableAt(characters: string, mask: number, first: number, step: number): string {
    let text = '';
    let runStart = 0;
    for (let digit = 0; digit < characters.length; digit += 1) {
      if (this.#tables.at(mask, first + digit * step) > 0) continue;
      if (digit > runStart) text += characters.slice(runStart, digit);
      runStart = digit + 1;
    }
    return text + characters.slice(runStart);
  }
}
