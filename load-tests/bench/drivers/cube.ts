import { ALPHABET, DIGITS } from '../../../protocol/plate.ts';
import { Cube } from '../../../server/availability/cube.ts';
import { serveCalls } from '../support/calls.ts';
import { quick } from '../support/size.ts';
import { median, seeded } from '../support/stats.ts';

/** What the cube costs at its widest, and the plain ways beside it; every input is made beforehand. */
const ROUNDS = quick ? 3 : 9;
const OPERATIONS = 200_000;
/** Of each six one looks at all 45 million numbers. */
const SCANS = quick ? 6 : 12;
const RADIX = ALPHABET.length;
const POSITIONS = Array.from({ length: 5 }, () => ALPHABET);

const below = seeded(20_160_104);
const cube = new Cube(POSITIONS);
/** Handed out, so that no work can be left out as unused. */
let checksum = 0;

/** One round's time of one operation, in ns. */
const timed = (operations: number, work: () => void): number => {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / operations;
};

/** The median time of each kind of operation, in ns: a round of each by turns, after one that does not count. */
const compared = <K extends string>(
  kinds: Readonly<Record<K, readonly [operations: number, work: () => void]>>,
): Record<K, number> => {
  const names = Object.keys(kinds) as K[];
  const rounds = Array.from({ length: ROUNDS + 1 }, () => names.map((name) => timed(kinds[name][0], kinds[name][1])));
  const middle = (i: number): number => Number(median(rounds.slice(1).map((times) => times[i] ?? 0)).toFixed(1));
  return Object.fromEntries(names.map((name, i) => [name, middle(i)])) as Record<K, number>;
};

const bitmapOf = (isFree: (number: number) => boolean): Uint8Array => {
  const bits = new Uint8Array(Math.ceil(cube.numbers / 8));
  for (let n = 0; n < cube.numbers; n += 1) {
    if (isFree(n)) bits[n >>> 3] = (bits[n >>> 3] ?? 0) | (0x80 >>> (n & 7));
  }
  return bits;
};
/** The ordinary serials of POOL-3, at most two letters each: 7,060,000 of these. */
const ordinary = bitmapOf((number) => {
  let letters = 0;
  for (let rest = number; rest > 0; rest = Math.floor(rest / RADIX)) if (rest % RADIX >= DIGITS.length) letters += 1;
  return letters <= 2;
});
const nearlyAll = bitmapOf(() => below(1_000) > 0);

/** A random pattern: the digit of each position, the radix where it is blank; each count of blanks as often as another. */
const patternWith = (blanks: number): readonly number[] => {
  const open = new Set<number>();
  while (open.size < blanks) open.add(below(5));
  return Array.from({ length: 5 }, (_, p) => (open.has(p) ? RADIX : below(RADIX)));
};
const cellOf = (digits: readonly number[]): number => digits.reduce((cell, digit) => cell * (RADIX + 1) + digit, 0);
const patterns = Array.from({ length: OPERATIONS }, (_, i) => patternWith(i % 6));
const cells = Int32Array.from(patterns, cellOf);

/** The plain way: looks at every number that the pattern allows, and notes the characters of those that are free. */
const scan = (bits: Uint8Array, digits: readonly number[]): number => {
  const used = new Uint8Array(5 * RADIX);
  const number = [0, 0, 0, 0, 0];
  let found = 0;
  const walk = (position: number, sum: number): void => {
    if (position === 5) {
      if (((bits[sum >>> 3] ?? 0) & (0x80 >>> (sum & 7))) === 0) return;
      found += 1;
      for (let p = 0; p < 5; p += 1) used[p * RADIX + (number[p] ?? 0)] = 1;
      return;
    }
    const digit = digits[position] ?? 0;
    const last = digit === RADIX ? RADIX - 1 : digit;
    for (let d = digit === RADIX ? 0 : digit; d <= last; d += 1) {
      number[position] = d;
      walk(position + 1, sum * RADIX + d);
    }
  };
  walk(0, 0);
  return found;
};

const lookUp = (): void => {
  for (const cell of cells) checksum += cube.matching(cell) + cube.usable(cell).length;
};
const scanSome = (): void => {
  for (const digits of patterns.slice(0, SCANS)) checksum += scan(nearlyAll, digits);
};

const calls = {
  /** The time of matching and the usable characters of every open position. */
  query: () => {
    cube.fill(ordinary);
    const { picture: onOrdinary } = compared({ picture: [OPERATIONS, lookUp] });
    cube.fill(nearlyAll);
    for (const digits of patterns.slice(0, SCANS)) {
      if (cube.matching(cellOf(digits)) !== scan(nearlyAll, digits)) throw new Error('cube and scan differ');
    }
    const matching = (): void => {
      for (const cell of cells) checksum += cube.matching(cell);
    };
    const times = compared({
      picture: [OPERATIONS, lookUp],
      scan: [SCANS, scanSome],
      matching: [OPERATIONS, matching],
    });
    return { ...times, onOrdinary, operations: OPERATIONS, scans: SCANS, rounds: ROUNDS };
  },

  /** The time of a take or a give of a random number, by turns; and of turning a bit alone. */
  take: () => {
    cube.fill(nearlyAll);
    const plain = nearlyAll.slice();
    const numbers = Int32Array.from({ length: OPERATIONS }, () => below(cube.numbers));
    const times = compared({
      take: [
        OPERATIONS * 2,
        () => {
          for (const number of numbers) checksum += cube.take(number) ? 1 : 0;
          for (const number of numbers) checksum += cube.give(number) ? 1 : 0;
        },
      ],
      bit: [
        OPERATIONS,
        () => {
          for (const number of numbers) plain[number >>> 3] = (plain[number >>> 3] ?? 0) ^ (0x80 >>> (number & 7));
        },
      ],
      touched: [
        OPERATIONS,
        () => {
          for (const number of numbers) {
            cube.touchedBy(number, (cell) => {
              checksum += cell;
            });
          }
        },
      ],
    });
    return { ...times, operations: OPERATIONS, rounds: ROUNDS, checksum };
  },

  /** What the tables take, and the time to fill them. */
  memory: () => {
    const fills = compared({
      ordinary: [1, () => cube.fill(ordinary)],
      nearlyAll: [1, () => cube.fill(nearlyAll)],
    });
    return { bytes: cube.byteLength, numbers: cube.numbers, cells: cube.cells, fillNs: fills };
  },
};

export type CubeCalls = typeof calls;
serveCalls(calls);
