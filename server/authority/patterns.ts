import { blockId } from '../../protocol/ids.ts';
import { ALPHABET, DIGITS, LETTERS } from '../../protocol/plate.ts';
import { sizeOf } from '../pool/block.ts';
import type { WantedBlock } from '../pool/opening.ts';

/** A pattern that an operator can open as it is (POOL-3). */
export type ReadyPattern = {
  readonly kind: 'ordinary' | 'electric' | 'otherNewEnergy';
  readonly block: WantedBlock;
  /** How many numbers it spans; those that earlier blocks contain are not offered again. */
  readonly size: number;
};

const ready = (
  kind: ReadyPattern['kind'],
  id: string,
  zh: string,
  en: string,
  positions: readonly string[],
): ReadyPattern => ({
  kind,
  block: { id: blockId.parse(id), name: { zh, en }, positions },
  size: sizeOf({ positions }),
});

/** No position, one, or two of the five, counted from 1. */
const letterPositions: readonly (readonly number[])[] = [
  [],
  ...[1, 2, 3, 4, 5].map((one) => [one]),
  ...[1, 2, 3, 4].flatMap((one) => [2, 3, 4, 5].filter((two) => two > one).map((two) => [one, two])),
];

const ordinary = (letters: readonly number[]): ReadyPattern => {
  const positions = [1, 2, 3, 4, 5].map((position) => (letters.includes(position) ? LETTERS : DIGITS));
  if (letters.length === 0) return ready('ordinary', 'digits', '五位数字', 'Five digits', positions);
  const places = letters.join('、');
  const en =
    letters.length === 1 ? `Letter at position ${letters[0]}` : `Letters at positions ${letters.join(' and ')}`;
  return ready('ordinary', `letters-${letters.join('-')}`, `第 ${places} 位为字母`, en, positions);
};

/** The sixteen shapes of an ordinary serial: five characters, of which none, one or two are letters. */
export const ordinaryPatterns: readonly ReadyPattern[] = letterPositions.map(ordinary);

const newEnergy = (kind: 'electric' | 'otherNewEnergy', letter: string): ReadyPattern => {
  const [id, zh, en] =
    kind === 'electric'
      ? ['electric', '新能源纯电动', 'New energy, electric']
      : ['new-energy', '新能源非纯电动', 'New energy, not purely electric'];
  return ready(kind, `${id}-${letter.toLowerCase()}`, `${zh} ${letter} 字头`, `${en}: ${letter}`, [
    letter,
    ALPHABET,
    DIGITS,
    DIGITS,
    DIGITS,
    DIGITS,
  ]);
};

/**
 * Small new-energy serials, one pattern for each class letter in the order in which they are taken into use: the letter,
 * a letter or digit, four digits.
 */
export const newEnergyPatterns: readonly ReadyPattern[] = [
  ...[...'DABCE'].map((letter) => newEnergy('electric', letter)),
  ...[...'FGHJK'].map((letter) => newEnergy('otherNewEnergy', letter)),
];
