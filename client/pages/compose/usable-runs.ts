import type { ALPHABET as Alphabet } from '../../../protocol/plate.ts';

/** The wire's alphabet: digits, then letters without I and O. The type keeps it equal, and the schemas out of the bundle. */
export const ALPHABET: typeof Alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LETTERS_FROM = 10;
/** A shorter run is no longer when written out. */
const SHORTEST = 4;

/**
 * Usable characters at a glance: neighbours in the alphabet are drawn together, so all digits are `0–9`, and all
 * letters `A–Z` though I and O are not among them. Runs never reach from digits into letters.
 */
export const usableRuns = (usable: string): readonly string[] => {
  const runs: string[] = [];
  let run = '';
  const finish = (): void => {
    if (run.length >= SHORTEST) runs.push(`${run.charAt(0)}–${run.charAt(run.length - 1)}`);
    else runs.push(...run);
    run = '';
  };
  for (const face of usable) {
    const place = ALPHABET.indexOf(face);
    const follows = run !== '' && place === ALPHABET.indexOf(run.charAt(run.length - 1)) + 1;
    if (!follows || place === LETTERS_FROM) finish();
    run += face;
  }
  finish();
  return runs;
};
