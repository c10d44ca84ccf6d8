import { expect, test } from 'vitest';
import { Replacements } from '../../server/workers/replacements.ts';

test('SAFE-2 each death within a minute doubles the pause, up to five seconds; the eleventh is one too many', () => {
  const replacements = new Replacements();
  const pauses = Array.from({ length: 11 }, (_, i) => replacements.afterDeath(i * 1_000));
  expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000, 'noUse']);
});

test('SAFE-2 deaths of long ago are forgotten, each in its turn', () => {
  const replacements = new Replacements();
  for (let i = 0; i < 10; i += 1) replacements.afterDeath(i);
  expect(replacements.afterDeath(60_005)).toBe(1_600);
  expect(replacements.afterDeath(200_000)).toBe(100);
});
