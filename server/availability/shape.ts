import { BLANK } from '../../protocol/plate.ts';

/**
 * The figures that follow from the characters of each position. A number's *index* is its digits as one integer, the
 * last position counting fastest. A *cell* is the same with one digit more per position, the blank, which is the highest:
 * so every pattern is an integer.
 */
export type Shape = {
  /** The characters of each position, in the order of the alphabet. */
  readonly positions: readonly string[];
  readonly radices: Int32Array;
  /** By position: the distance of two indices that differ by one digit there. */
  readonly numberSteps: Int32Array;
  /** By position: the distance of two cells that differ by one digit there. */
  readonly cellSteps: Int32Array;
  /** By position: the digit of each character code, -1 where it has none; the blank's digit is the radix. */
  readonly digits: readonly Int8Array[];
  /** How many numbers there are. */
  readonly numbers: number;
  /** How many cells there are. */
  readonly cells: number;
};

/** Throws a RangeError for a position without characters, or where cells would not fit 31 bits (34^6 does). */
export const shapeOf = (positions: readonly string[]): Shape => {
  const count = positions.length;
  const radices = Int32Array.from(positions, (characters) => characters.length);
  const numberSteps = new Int32Array(count);
  const cellSteps = new Int32Array(count);
  let numbers = 1;
  let cells = 1;
  for (let p = count - 1; p >= 0; p -= 1) {
    const radix = positions[p]?.length ?? 0;
    if (radix === 0) throw new RangeError(`position ${p + 1} has no characters`);
    numberSteps[p] = numbers;
    cellSteps[p] = cells;
    numbers *= radix;
    cells *= radix + 1;
    if (cells > 0x7fff_ffff) throw new RangeError('too many numbers for one cube');
  }
  return { positions, radices, numberSteps, cellSteps, digits: positions.map(digitsByCode), numbers, cells };
};

const digitsByCode = (characters: string): Int8Array => {
  const digits = new Int8Array(128).fill(-1);
  for (let d = 0; d < characters.length; d += 1) digits[characters.charCodeAt(d)] = d;
  digits[BLANK.charCodeAt(0)] = characters.length;
  return digits;
};
