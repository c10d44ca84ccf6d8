import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALPHABET, BLANK, DIGITS, LETTERS, pattern, serial } from '../../protocol/plate.ts';

test('POOL-1 the letters are A to Z without I and O, in order, and the alphabet is the digits and the letters', () => {
  const all = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  expect(LETTERS).toBe(all.filter((letter) => letter !== 'I' && letter !== 'O').join(''));
  expect(ALPHABET).toBe(`${DIGITS}${LETTERS}`);
  expect([DIGITS.length, ALPHABET.length, ALPHABET.includes(BLANK)]).toEqual([10, 34, false]);
});

const characters = (from: string) => fc.string({ unit: fc.constantFrom(...from), minLength: 5, maxLength: 6 });

test('POOL-3 a serial is five or six characters of the alphabet; a pattern may have blanks', () => {
  fc.assert(
    fc.property(characters(ALPHABET), characters(ALPHABET + BLANK), (plate, blanked) => {
      expect(serial.parse(plate)).toBe(plate);
      expect(pattern.parse(plate)).toBe(plate);
      expect(pattern.parse(blanked)).toBe(blanked);
      expect(serial.safeParse(blanked).success).toBe(!blanked.includes(BLANK));
    }),
    { seed: 20160108 },
  );
});

describe('SAFE-3 what is no serial and no pattern', () => {
  const wrong = ['', '1234', '1234567', '12I45', '12O45', '12a45', '12 45', '12345\n', '１２３４５', '冀B123', '12*45'];
  test.each(wrong)('%j', (text) => {
    expect([serial.safeParse(text).success, pattern.safeParse(text).success]).toEqual([false, false]);
  });
});
