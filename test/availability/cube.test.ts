import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALPHABET, DIGITS, LETTERS, pattern, serial } from '../../protocol/plate.ts';
import { Cube } from '../../server/availability/cube.ts';

const widest = Array.from({ length: 5 }, () => ALPHABET);
const bitmapOf = (cube: Cube, isFree: (number: number) => boolean): Uint8Array => {
  const bits = new Uint8Array(Math.ceil(cube.numbers / 8));
  for (let n = 0; n < cube.numbers; n += 1) {
    if (isFree(n)) bits[n >>> 3] = (bits[n >>> 3] ?? 0) | (0x80 >>> (n & 7));
  }
  return bits;
};
const cellOf = (cube: Cube, text: string): number => {
  const cell = cube.cellOf(pattern.parse(text));
  if (cell === undefined) throw new Error(`${text} is no pattern of this cube`);
  return cell;
};
const numberOf = (cube: Cube, text: string): number => {
  const number = cube.numberOf(serial.parse(text));
  if (number === undefined) throw new Error(`${text} is no number of this cube`);
  return number;
};
/** Positions of which all but the first `wide` have few characters, so that counts can be checked one by one. */
const positionSets = fc
  .array(fc.uniqueArray(fc.constantFrom(...ALPHABET), { minLength: 1, maxLength: 4 }), { minLength: 5, maxLength: 6 })
  .map((sets) => sets.map((set) => set.toSorted((a, b) => ALPHABET.indexOf(a) - ALPHABET.indexOf(b)).join('')));

/** Checks every cell of a cube against counting. */
const expectExact = (cube: Cube, free: ReadonlySet<number>): void => {
  const counts = Array.from({ length: cube.cells }, () => 0);
  for (const number of free) {
    cube.touchedBy(number, (cell) => {
      counts[cell] = (counts[cell] ?? 0) + 1;
    });
  }
  for (const [cell, count] of counts.entries()) {
    if (cube.matching(cell) !== count) expect([cell, cube.matching(cell)]).toEqual([cell, count]);
  }
  expect(cube.free).toBe(free.size);
};

test('COMP-3 a pattern is a cell and a cell is a pattern, each once', () => {
  const cube = new Cube(['01', '5', 'AB', 'XYZ', '09']);
  const patterns = new Set(Array.from({ length: cube.cells }, (_, cell) => cube.patternOf(cell)));
  expect(patterns.size).toBe(3 * 2 * 3 * 4 * 3);
  for (let cell = 0; cell < cube.cells; cell += 1) expect(cube.cellOf(cube.patternOf(cell))).toBe(cell);
  expect(cube.patternOf(cube.cells - 1)).toBe('?????');
  const plates = [...patterns].filter((text) => !text.includes('?')).toSorted();
  expect(plates.map((plate) => numberOf(cube, plate))).toEqual(plates.map((_, number) => number));
});

test('COMP-3 a character that its position lacks, or another length, is no cell', () => {
  const cube = new Cube(['01', '5', 'AB', 'XYZ', '09']);
  expect(cube.cellOf(pattern.parse('2????'))).toBeUndefined();
  expect(cube.cellOf(pattern.parse('??5??'))).toBeUndefined();
  expect(cube.cellOf(pattern.parse('??????'))).toBeUndefined();
  expect(cube.numberOf(serial.parse('05AX1'))).toBeUndefined();
  expect(cube.numberOf(serial.parse('05AX99'))).toBeUndefined();
});

test('COMP-3 a number touches exactly the patterns that it matches', () => {
  const cube = new Cube(['012', 'AB', '7', 'XYZ', '09', 'CD']);
  const plate = '1B7Z0C';
  const touched: string[] = [];
  cube.touchedBy(numberOf(cube, plate), (cell) => touched.push(cube.patternOf(cell)));
  const expected = Array.from({ length: 64 }, (_, mask) =>
    Array.from(plate, (character, p) => (mask & (1 << p) ? character : '?')).join(''),
  );
  expect(touched.toSorted()).toEqual(expected.toSorted());
});

test('COMP-3 touched cells may be asked about others while they are visited', () => {
  const cube = new Cube(['01', '5', 'AB', 'XYZ', '09']);
  const outer: number[] = [];
  const inner: number[] = [];
  cube.touchedBy(7, (cell) => {
    outer.push(cell);
    cube.touchedBy(11, (other) => inner.push(other));
  });
  expect(new Set(outer).size).toBe(32);
  expect(inner.length).toBe(32 * 32);
});

test('COMP-3 counts equal brute force after any filling, takes and gives', () => {
  fc.assert(
    fc.property(
      positionSets,
      fc.constantFrom(0, 0.01, 0.5, 0.99, 1),
      fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 60 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
      (positions, share, moves, chances) => {
        const cube = new Cube(positions);
        const free = new Set<number>();
        for (let n = 0; n < cube.numbers; n += 1) if ((chances.next().value ?? 0) < share) free.add(n);
        cube.fill(bitmapOf(cube, (n) => free.has(n)));
        expectExact(cube, free);
        for (const [taking, any] of moves) {
          const number = any % cube.numbers;
          expect(cube.isFree(number)).toBe(free.has(number));
          if (taking) expect(cube.take(number)).toBe(free.delete(number));
          else {
            expect(cube.give(number)).toBe(!free.has(number));
            free.add(number);
          }
        }
        expectExact(cube, free);
      },
    ),
    { numRuns: 60 },
  );
});

test('COMP-3 usable characters are those with which a free number still matches', () => {
  fc.assert(
    fc.property(positionSets, fc.infiniteStream(fc.nat(5)), (positions, chances) => {
      const cube = new Cube(positions);
      cube.fill(bitmapOf(cube, () => chances.next().value === 0));
      const cells = Array.from({ length: 40 }, (_, i) => (i * 7919) % cube.cells);
      for (const cell of cells) {
        const text = cube.patternOf(cell);
        const expected = positions.map((characters, p) =>
          text[p] !== '?'
            ? ''
            : Array.from(characters)
                .filter((c) => cube.matching(cellOf(cube, text.slice(0, p) + c + text.slice(p + 1))) > 0)
                .join(''),
        );
        expect(cube.usable(cell)).toEqual(expected);
      }
    }),
    { numRuns: 60 },
  );
});

test('POOL-4 taking what is taken and giving what is free change nothing', () => {
  const cube = new Cube(['01', '5', 'AB', 'XYZ', '09']);
  expect(cube.give(3)).toBe(true);
  expect(cube.give(3)).toBe(false);
  expectExact(cube, new Set([3]));
  expect(cube.take(3)).toBe(true);
  expect(cube.take(3)).toBe(false);
  expectExact(cube, new Set());
});

test('POOL-3 at 34 characters a position no count overflows, and all tables take less than 16 MB', () => {
  const cube = new Cube(widest);
  expect(cube.byteLength).toBeLessThan(16e6);
  cube.fill(new Uint8Array(Math.ceil(cube.numbers / 8)).fill(0xff));
  expect(cube.free).toBe(34 ** 5);
  for (let blanks = 0; blanks <= 5; blanks += 1) {
    expect(cube.matching(cellOf(cube, 'ZZZZZ'.slice(blanks).padStart(5, '?')))).toBe(34 ** blanks);
    expect(cube.matching(cellOf(cube, '00000'.slice(blanks).padEnd(5, '?')))).toBe(34 ** blanks);
  }
  expect(cube.take(numberOf(cube, '0A8ZZ'))).toBe(true);
  expect(cube.matching(cellOf(cube, '?A8ZZ'))).toBe(33);
  expect(cube.matching(cellOf(cube, '0A8??'))).toBe(34 ** 2 - 1);
  expect(cube.matching(cellOf(cube, '0?8??'))).toBe(34 ** 3 - 1);
  expect(cube.matching(cellOf(cube, '1?8??'))).toBe(34 ** 3);
  expect(cube.usable(cellOf(cube, '0A8Z?'))).toEqual(['', '', '', '', ALPHABET.slice(0, -1)]);
});

test('POOL-3 all ordinary serials, 7,060,000 of 34^5, are counted shape by shape', () => {
  const cube = new Cube(widest);
  const letters = (number: number): number => {
    let count = 0;
    for (let p = 0, rest = number; p < 5; p += 1, rest = Math.floor(rest / 34)) if (rest % 34 >= 10) count += 1;
    return count;
  };
  cube.fill(bitmapOf(cube, (n) => letters(n) <= 2));
  expect(cube.free).toBe(7_060_000);
  expect(cube.matching(cellOf(cube, '????Z'))).toBe(10_000 + 4 * 24 * 1_000);
  expect(cube.matching(cellOf(cube, 'A???Z'))).toBe(1_000);
  expect(cube.matching(cellOf(cube, 'A?Z??'))).toBe(1_000);
  expect(cube.matching(cellOf(cube, '8?8?8'))).toBe(34 * 34);
  expect(cube.usable(cellOf(cube, 'A?Z?0'))).toEqual(['', DIGITS, '', DIGITS, '']);
  expect(cube.usable(cellOf(cube, 'A?Z?Z'))).toEqual(['', '', '', '', '']);
});

test('POOL-3 six positions: 340,000 new-energy numbers for each class letter', () => {
  const cube = new Cube(['ABCDEFGHJK', ALPHABET, DIGITS, DIGITS, DIGITS, DIGITS]);
  cube.fill(new Uint8Array(cube.numbers / 8).fill(0xff));
  expect(cube.free).toBe(3_400_000);
  expect(cube.matching(cellOf(cube, 'D?????'))).toBe(340_000);
  for (let tail = 0; tail < 10_000; tail += 1) {
    expect(cube.take(numberOf(cube, `D8${String(tail).padStart(4, '0')}`))).toBe(true);
  }
  expect(cube.matching(cellOf(cube, 'D?????'))).toBe(330_000);
  expect(cube.usable(cellOf(cube, 'D?1234'))).toEqual(['', `012345679${LETTERS}`, '', '', '', '']);
  expect(cube.matching(cellOf(cube, '?81234'))).toBe(9);
});

test('POOL-3 more numbers than 31 bits of cells are refused', () => {
  expect(() => new Cube(Array.from({ length: 7 }, () => ALPHABET))).toThrow(RangeError);
  expect(() => new Cube(['01', '', '0', '0', '0'])).toThrow(RangeError);
});

test('SAFE-3 a bitmap that is too long or too short is read as far as it goes', () => {
  const cube = new Cube(['01', '5', 'AB', 'XYZ', '0']);
  cube.fill(new Uint8Array(9).fill(0xff));
  expect(cube.free).toBe(12);
  cube.fill(Uint8Array.of(0b0100_0000));
  expectExact(cube, new Set([1]));
  cube.fill(new Uint8Array());
  expectExact(cube, new Set());
});
