import { expect, test } from 'vitest';
import { JoiningWorld } from './joining-world.ts';

test('P10 SAFE-3 in 3,000 worlds of joins that cross with others, closes and sign-outs, what is counted is what is there', {
  timeout: 120_000,
}, async () => {
  let [welcomed, refused] = [0, 0];
  for (let seed = 1; seed <= 3_000; seed += 1) {
    const world = await new JoiningWorld(seed).play();
    expect([...world.faults], `seed ${seed}`).toEqual([]);
    welcomed += world.welcomed;
    refused += world.refused;
  }
  // They do come in, and are refused.
  expect(welcomed).toBeGreaterThan(5_000);
  expect(refused).toBeGreaterThan(2_000);
});
