import { characterSetOf } from '../../../protocol/normal-form.ts';
import type { ALPHABET as Alphabet } from '../../../protocol/plate.ts';

/** The wire's alphabet: digits, then letters without I and O; the type holds the two together. */
const ALPHABET: typeof Alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * The characters that somebody means by `0-9`, `A-Z`, `AB` or `0-5 X`, each once and in the order of the alphabet;
 * small letters count as large. I and O are no characters of a plate: within a range they are passed over, and alone
 * they are nothing. Empty where nothing usable was written.
 */
export const charactersOf = (typed: string): string => {
  const text = characterSetOf(typed);
  const meant = new Set<string>();
  for (const [, from = '', to = from] of text.matchAll(/(.)(?:-(.))?/gu))
    for (const character of ALPHABET)
      if (character >= from && character <= to && isDigit(from) === isDigit(to)) meant.add(character);
  return [...ALPHABET].filter((character) => meant.has(character)).join('');
};

const isDigit = (character: string): boolean => character >= '0' && character <= '9';

/** How many numbers a pattern spans. */
export const numbersIn = (positions: readonly string[]): number =>
  positions.reduce((size, characters) => size * characters.length, 1);
