import type { WorkChallenge } from '../../../protocol/work.ts';
import { sha256 } from './sha256.ts';

export type Work = Pick<WorkChallenge, 'salt' | 'challenge' | 'maxNumber'>;

/** The number whose SHA-256 after the salt is the challenge; null if none up to `maxNumber` is. */
export const solve = ({ salt, challenge, maxNumber }: Work): number | null => {
  for (let number = 0; number <= maxNumber; number += 1) {
    if (sha256(`${salt}${number}`) === challenge) return number;
  }
  return null;
};
