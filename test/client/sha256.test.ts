import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../client/lib/work/sha256.ts';
import { solve } from '../../client/lib/work/solve.ts';

const reference = (text: string): string => createHash('sha256').update(text).digest('hex');
const work = (number: number, maxNumber: number) => ({
  algorithm: 'SHA-256' as const,
  salt: 'a1b2c3?expires=1767000000',
  challenge: reference(`a1b2c3?expires=1767000000${number}`),
  maxNumber,
  signature: '',
});

describe('the proof of work', () => {
  it('COMP-5 hashes every ASCII text as the standard does, of every length up to several blocks', () => {
    for (let length = 0; length <= 200; length += 1)
      expect(sha256('x'.repeat(length))).toBe(reference('x'.repeat(length)));
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 300 }), (text) => {
        expect(sha256(text)).toBe(reference(text));
      }),
    );
  });

  it('COMP-5 refuses what it would hash wrongly', () => {
    expect(() => sha256('号')).toThrow(RangeError);
  });

  it('COMP-5 finds the number, the first and the last included, and says so when there is none', () => {
    expect(solve(work(0, 50))).toBe(0);
    expect(solve(work(50, 50))).toBe(50);
    expect(solve(work(51, 50))).toBeNull();
  });
});
