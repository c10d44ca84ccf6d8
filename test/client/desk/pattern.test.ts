import fc from 'fast-check';
import { expect, it } from 'vitest';
import { charactersOf, numbersIn } from '../../../client/desk/blocks/pattern.ts';
import { blockPattern } from '../../../protocol/desk/views.ts';
import { ALPHABET } from '../../../protocol/plate.ts';

it.each([
  ['0-9', '0123456789'],
  ['A-Z', 'ABCDEFGHJKLMNPQRSTUVWXYZ'],
  ['a–c, X', 'ABCX'],
  ['BAAB', 'AB'],
  ['0-3 7 9', '012379'],
  ['0-9A-Z', ALPHABET],
  ['H-K', 'HJK'],
  ['IO', ''],
  ['9-A', ''],
  ['号', ''],
  ['', ''],
])('POOL-2 takes %s for the characters of a position', (typed, characters) => {
  expect(charactersOf(typed)).toBe(characters);
});

it('POOL-2 makes of whatever is typed distinct characters in the order of the alphabet', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...ALPHABET, '-', ' ', ',', 'I', 'z') }), (typed) => {
      const characters = charactersOf(typed);
      expect([...characters]).toEqual([...ALPHABET].filter((each) => characters.includes(each)));
      // And understands what it has made.
      expect(charactersOf(characters)).toBe(characters);
    }),
  );
});

it('POOL-1 counts the numbers of a pattern', () => {
  const first = ['0-9', '0-9', 'AB', 'A-Z', '0-9'].map(charactersOf);
  expect(blockPattern.safeParse(first).success).toBe(true);
  expect(numbersIn(first)).toBe(48_000);
});
