import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usableRuns } from '../../client/pages/compose/usable-runs.ts';
import { ALPHABET } from '../../protocol/plate.ts';

/** What a reader understands: a run stands for all characters between its ends that a plate may have. */
const readBack = (runs: readonly string[]): string =>
  runs
    .map((run) => {
      const [from = '', to = from] = run.split('–');
      return ALPHABET.slice(ALPHABET.indexOf(from), ALPHABET.indexOf(to) + 1);
    })
    .join('');

describe('usable characters at a glance', () => {
  it('COMP-3 draws neighbours together, never digits with letters', () => {
    expect(usableRuns('0123456789')).toEqual(['0–9']);
    expect(usableRuns(ALPHABET)).toEqual(['0–9', 'A–Z']);
    expect(usableRuns('AB')).toEqual(['A', 'B']);
    expect(usableRuns('012789ABHJKL')).toEqual(['0', '1', '2', '7', '8', '9', 'A', 'B', 'H–L']);
    expect(usableRuns('')).toEqual([]);
  });

  it('COMP-3 names every usable character, and no other', () => {
    fc.assert(
      fc.property(fc.subarray([...ALPHABET]), (faces) => {
        expect(readBack(usableRuns(faces.join('')))).toBe(faces.join(''));
      }),
    );
  });
});
