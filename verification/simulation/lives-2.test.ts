import { expect, test } from 'vitest';
import { expectKept } from './expect-kept.ts';
import { playMany } from './play-many.ts';

test('P1 P2 P3 P5 P6 P7 P9 P10 LIVE-3 SAFE-1 50,000 random lives from seed 1,000,001 on keep every promise', {
  timeout: 900_000,
}, async () => {
  const played = await playMany({ seed: 1_000_001, lives: 50_000 });
  await expectKept(played);
  expect(played.lives).toBeGreaterThanOrEqual(50_000);
  expect(played.operations).toBeGreaterThan(150_000);
});
