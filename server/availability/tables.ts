import type { Shape } from './shape.ts';

const BIT = 0;
const BYTE = 1;
const SHORT = 2;
const WORD = 3;

/**
 * One table for each set of fixed positions (a *mask*, bit p for position p): how many free numbers there are for
 * each choice of digits at exactly those positions. An index into a table is those digits as one integer, the last
 * position counting fastest. The widest mask is a bit per number; the others are as wide as their fullest cell needs,
 * so that no count can overflow, and stand in one array per width.
 */
export class Tables {
  readonly #shape: Shape;
  readonly full: number;
  /** One bit per number, number 0 in the highest bit of byte 0; padded with zeros to whole 32-bit words. */
  readonly bits: Uint8Array;
  readonly #bytes: Uint8Array;
  readonly #shorts: Uint16Array;
  readonly #words: Uint32Array;
  readonly #width: Uint8Array;
  readonly #base: Int32Array;
  /** By mask: its last fixed position, and what the blanks of the mask multiply to, its fullest count. */
  readonly #last: Uint8Array;
  readonly #most: Uint32Array;
  /** Scratch of `shift`: a number's digits, and its index by mask. */
  readonly #digits: Int32Array;
  readonly #cells: Int32Array;

  constructor(shape: Shape) {
    const masks = 1 << shape.positions.length;
    this.#shape = shape;
    this.full = masks - 1;
    this.#width = new Uint8Array(masks);
    this.#base = new Int32Array(masks);
    this.#last = Uint8Array.from({ length: masks }, (_, mask) => Math.max(0, 31 - Math.clz32(mask)));
    this.#most = new Uint32Array(masks);
    this.#digits = new Int32Array(shape.positions.length);
    this.#cells = new Int32Array(masks);
    const lengths = [0, 0, 0, 0];
    for (let mask = 0; mask < masks; mask += 1) {
      const size = this.sizeOf(mask);
      const most = shape.numbers / size;
      const width = mask === this.full ? BIT : most <= 0xff ? BYTE : most <= 0xffff ? SHORT : WORD;
      this.#most[mask] = most;
      this.#width[mask] = width;
      this.#base[mask] = lengths[width] ?? 0;
      lengths[width] = (lengths[width] ?? 0) + size;
    }
    this.bits = new Uint8Array(Math.ceil(shape.numbers / 32) * 4);
    this.#bytes = new Uint8Array(lengths[BYTE] ?? 0);
    this.#shorts = new Uint16Array(lengths[SHORT] ?? 0);
    this.#words = new Uint32Array(lengths[WORD] ?? 0);
  }

  /** How many bytes all tables take. */
  get byteLength(): number {
    return this.bits.byteLength + this.#bytes.byteLength + this.#shorts.byteLength + this.#words.byteLength;
  }

  /** How many cells the table of a mask has. */
  sizeOf(mask: number): number {
    return this.#shape.radices.reduce((size, radix, p) => (mask & (1 << p) ? size * radix : size), 1);
  }

  /** The count at an index of a mask's table. */
  at(mask: number, index: number): number {
    const at = (this.#base[mask] ?? 0) + index;
    const width = this.#width[mask];
    if (width === BYTE) return this.#bytes[at] ?? 0;
    if (width === SHORT) return this.#shorts[at] ?? 0;
    if (width === WORD) return this.#words[at] ?? 0;
    return ((this.bits[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1;
  }

  /** Adds to every count that a number is part of; the caller changes its bit. */
  shift(index: number, by: 1 | -1): void {
    const { radices } = this.#shape;
    const digits = this.#digits;
    const cells = this.#cells;
    let rest = index;
    for (let p = radices.length - 1; p >= 0; p -= 1) {
      const radix = radices[p] ?? 1;
      const quotient = (rest / radix) | 0;
      digits[p] = rest - quotient * radix;
      rest = quotient;
    }
    for (let mask = 0; mask < this.full; mask += 1) {
      if (mask > 0) {
        const p = this.#last[mask] ?? 0;
        cells[mask] = (cells[mask ^ (1 << p)] ?? 0) * (radices[p] ?? 1) + (digits[p] ?? 0);
      }
      this.add(mask, cells[mask] ?? 0, by);
    }
  }

  /** Adds to one count of any table but the bits. */
  add(mask: number, index: number, by: number): void {
    const at = (this.#base[mask] ?? 0) + index;
    const width = this.#width[mask];
    if (width === BYTE) this.#bytes[at] = (this.#bytes[at] ?? 0) + by;
    else if (width === SHORT) this.#shorts[at] = (this.#shorts[at] ?? 0) + by;
    else this.#words[at] = (this.#words[at] ?? 0) + by;
  }

  /** The array that holds a mask's counts (not the bits), and where in it they begin. */
  countsOf(mask: number): { counts: Uint8Array | Uint16Array | Uint32Array; base: number } {
    const width = this.#width[mask];
    const counts = width === BYTE ? this.#bytes : width === SHORT ? this.#shorts : this.#words;
    return { counts, base: this.#base[mask] ?? 0 };
  }

  /** Sets every count to its value when all numbers are free, or none. The bits stay as they are. */
  level(allFree: boolean): void {
    for (let mask = 0; mask < this.full; mask += 1) {
      const { counts, base } = this.countsOf(mask);
      counts.fill(allFree ? (this.#most[mask] ?? 0) : 0, base, base + this.sizeOf(mask));
    }
  }
}
