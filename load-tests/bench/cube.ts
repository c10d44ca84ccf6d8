import { ALPHABET, DIGITS } from '../../protocol/plate.ts';
import { Cube } from '../../server/availability/cube.ts';

/**
 * What the cube costs at its widest, 34^5 = 45.4 million numbers: `npx tsx load-tests/bench/cube.ts`. Prints one JSON
 * line per figure. Each is the median of several rounds after a warm-up, on random patterns with 0 to 5 blanks and
 * random numbers, which are made beforehand.
 */
const ROUNDS = 9;
const OPERATIONS = 200_000;
const POSITIONS = Array.from({ length: 5 }, () => ALPHABET);

/** Park and Miller's generator, so that every run asks the same questions. */
let seed = 20_160_104;
const below = (limit: number): number => {
  seed = (seed * 48_271) % 0x7fff_ffff;
  return seed % limit;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** The median time of one operation, in ns; `round` is done once unmeasured. */
const nanoseconds = (operations: number, round: () => void): number => {
  round();
  const rounds: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = process.hrtime.bigint();
    round();
    rounds.push(Number(process.hrtime.bigint() - start) / operations);
  }
  return median(rounds);
};

const print = (name: string, value: number, unit: string, detail: Record<string, unknown>): void =>
  console.log(JSON.stringify({ name, value: Number(value.toFixed(2)), unit, detail }));

const cube = new Cube(POSITIONS);

const bitmap = (isFree: (number: number) => boolean): Uint8Array => {
  const bits = new Uint8Array(Math.ceil(cube.numbers / 8));
  for (let n = 0; n < cube.numbers; n += 1) {
    if (isFree(n)) bits[n >>> 3] = (bits[n >>> 3] ?? 0) | (0x80 >>> (n & 7));
  }
  return bits;
};
/** The ordinary serials of POOL-3, at most two letters each: 7,060,000 of these. */
const ordinary = bitmap((number) => {
  let letters = 0;
  for (let rest = number; rest > 0; rest = Math.floor(rest / 34)) if (rest % 34 >= DIGITS.length) letters += 1;
  return letters <= 2;
});
const filledIn = (bits: Uint8Array): number => nanoseconds(1, () => cube.fill(bits)) / 1e6;
const fills = {
  none: filledIn(bitmap(() => false)),
  all: filledIn(bitmap(() => true)),
  nearlyAll: filledIn(bitmap(() => below(1_000) > 0)),
  ordinary: filledIn(ordinary),
  half: filledIn(bitmap(() => below(2) > 0)),
};
print('cube_mb', cube.byteLength / 1e6, 'MB', { numbers: cube.numbers, cells: cube.cells, fillMs: fills });

/** Random cells with 0 to 5 blanks, each count as often as another. */
const randomCells = (): Int32Array =>
  Int32Array.from({ length: OPERATIONS }, (_, i) => {
    const open = new Set<number>();
    while (open.size < i % 6) open.add(below(5));
    let cell = 0;
    for (let p = 0; p < 5; p += 1) cell = cell * 35 + (open.has(p) ? 34 : below(34));
    return cell;
  });
const cells = randomCells();
/** Printed, so that no work can be left out as unused. */
let checksum = 0;
const matching = (): number =>
  nanoseconds(OPERATIONS, () => {
    for (const cell of cells) checksum += cube.matching(cell);
  });
const picture = (): number =>
  nanoseconds(OPERATIONS, () => {
    for (const cell of cells) checksum += cube.matching(cell) + cube.usable(cell).length;
  });
cube.fill(ordinary);
const onOrdinary = { matching: matching(), picture: picture() };
cube.fill(bitmap(() => below(1_000) > 0));
const onFull = { matching: matching(), picture: picture() };
print('cube_query_ns', onFull.picture, 'ns', {
  what: 'matching and the usable characters of every open position; 0 to 5 blanks; 999 of 1,000 numbers free',
  matchingNs: onFull.matching,
  onOrdinarySerials: onOrdinary,
  operations: OPERATIONS,
  rounds: ROUNDS,
});

const numbers = Int32Array.from({ length: OPERATIONS }, () => below(cube.numbers));
const take = nanoseconds(OPERATIONS * 2, () => {
  for (const number of numbers) checksum += cube.take(number) ? 1 : 0;
  for (const number of numbers) checksum += cube.give(number) ? 1 : 0;
});
const touched = nanoseconds(OPERATIONS, () => {
  for (const number of numbers) {
    cube.touchedBy(number, (cell) => {
      checksum += cell;
    });
  }
});
print('cube_take_ns', take, 'ns', {
  what: 'take and give by turns',
  touchedByNs: touched,
  operations: OPERATIONS,
  checksum,
});
