import { characterSetOf } from '../../../protocol/normal-form.ts';
import { ALPHABET } from '../../pages/compose/usable-runs.ts';

/**
 * The characters meant by `0-9`, `A-Z`, `AB` or `0-5 X`, each once and in the order of the alphabet; small letters
 * count as large. Plates have no I and no O: both are left out, within a range and alone. Empty if none is usable.
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

/** The count of numbers that a pattern spans. */
export const numbersIn = (positions: readonly string[]): number =>
  positions.reduce((size, characters) => size * characters.length, 1);
