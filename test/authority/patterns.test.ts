import { describe, expect, it } from 'vitest';
import { newEnergyPatterns, ordinaryPatterns, type ReadyPattern } from '../../server/authority/patterns.ts';
import type { Block } from '../../server/pool/block.ts';
import { planOpening } from '../../server/pool/opening.ts';

const total = (patterns: readonly ReadyPattern[]): number => patterns.reduce((sum, { size }) => sum + size, 0);
const freeOf = (bits: Uint8Array): number =>
  bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);

describe('POOL-3 ready patterns', () => {
  it('the sixteen ordinary shapes are 7,060,000 numbers, by how many letters they have', () => {
    const lettersIn = ({ block }: ReadyPattern): number => block.positions.filter((set) => set.length === 24).length;
    const withLetters = [0, 1, 2].map((letters) => ordinaryPatterns.filter((one) => lettersIn(one) === letters));
    expect(withLetters.map(({ length }) => length)).toEqual([1, 5, 10]);
    expect(withLetters.map(total)).toEqual([100_000, 1_200_000, 5_760_000]);
    expect(total(ordinaryPatterns)).toBe(7_060_000);
  });

  it('new-energy serials are 340,000 per class letter, five letters of each kind', () => {
    expect(newEnergyPatterns.map(({ size }) => size)).toEqual(Array(10).fill(340_000));
    const lettersOf = (wanted: ReadyPattern['kind']): string =>
      newEnergyPatterns
        .filter(({ kind }) => kind === wanted)
        .map(({ block }) => block.positions[0])
        .join('');
    expect([lettersOf('electric'), lettersOf('otherNewEnergy')]).toEqual(['DABCE', 'FGHJK']);
  });

  it.each([
    ['ordinary', ordinaryPatterns, 5],
    ['new-energy', newEnergyPatterns, 6],
  ])('all %s patterns open together in one pool, and none shares a number with another', (_, patterns, length) => {
    const blocks: Block[] = [];
    for (const { block: wanted, size } of patterns) {
      expect(wanted.positions).toHaveLength(length);
      const { block, free } = planOpening([], wanted);
      expect(freeOf(free)).toBe(size);
      blocks.push(planOpening(blocks, wanted).block);
      expect(block.id).toBe(wanted.id);
    }
    for (const { positions: one, id } of blocks) {
      for (const { positions: two, id: other } of blocks) {
        const shared = one.every((set, i) => [...set].some((character) => two[i]?.includes(character)));
        expect(shared, `${id} and ${other}`).toBe(id === other);
      }
    }
  });

  it('each has an id and names of its own, in both languages', () => {
    const all = [...ordinaryPatterns, ...newEnergyPatterns].map(({ block }) => block);
    for (const texts of [all.map(({ id }) => id), all.map(({ name }) => name.zh), all.map(({ name }) => name.en)]) {
      expect(new Set(texts).size).toBe(26);
    }
    expect(all.slice(0, 2).map(({ name }) => name)).toEqual([
      { zh: '五位数字', en: 'Five digits' },
      { zh: '第 1 位为字母', en: 'Letter at position 1' },
    ]);
    expect(all[6]?.name).toEqual({ zh: '第 1、2 位为字母', en: 'Letters at positions 1 and 2' });
    expect(all.at(-1)?.name).toEqual({ zh: '新能源非纯电动 K 字头', en: 'New energy, not purely electric: K' });
  });
});
