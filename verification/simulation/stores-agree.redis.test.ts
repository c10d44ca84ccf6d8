import { expect, test } from 'vitest';
import { poolId } from '../../protocol/ids.ts';
import { openPoolClients } from '../../test/support/pool-clients.ts';
import { PairedStore } from './paired-store.ts';
import { World } from './world.ts';

const WORLDS = 60;
const LIVES = 12;

const clients = openPoolClients();

test('P1 P2 P3 P5 P6 P9 the real store and the one in memory agree on every step of 720 random lives, and keep every promise', {
  timeout: 300_000,
}, async () => {
  let steps = 0;
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const pairs: PairedStore[] = [];
    const { faults } = await World.play(LIVES, { seed }, (clock) => {
      const pair = new PairedStore(poolId.parse(`pool-${seed}`), clients.commands, clients.reads, clock);
      pairs.push(pair);
      return pair.store;
    });
    expect(
      pairs.flatMap(({ disagreements }) => disagreements),
      `seed ${seed}`,
    ).toEqual([]);
    expect(faults, `seed ${seed}`).toEqual([]);
    for (const pair of pairs) steps += pair.steps;
  }
  expect(steps).toBeGreaterThan(5_000);
});
