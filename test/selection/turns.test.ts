import { beforeEach, expect, test } from 'vitest';
import { ConcurrencyLimit } from '../../server/limits/concurrency-limit.ts';
import type { PoolStore } from '../../server/pool/store.ts';
import { SelectionNode, wordOf } from '../support/selection-node.ts';
import { SmallPool } from '../support/small-pool.ts';

let pool: SmallPool;
let acts: number;
beforeEach(async () => {
  pool = await SmallPool.open(8);
  acts = 0;
});

/** A store that does one thing after the other, and takes its time for each. */
const slowStore = (took: number): PoolStore => {
  let last: Promise<unknown> = Promise.resolve();
  const { draw, remember } = pool.store;
  const inTurn =
    <C, R>(act: (command: C) => Promise<R>) =>
    (command: C): Promise<R> => {
      const done = last.then(() => {
        pool.pass(took);
        acts += 1;
        return act(command);
      });
      last = done;
      return done;
    };
  return { ...pool.store, draw: inTurn(draw), remember: inTurn(remember) };
};

/** What eight numbers and the time in which anybody would hear of it are enough for. */
const SERVED = ['drawn', 'drawn', 'noneFree', 'noneFree', 'noneFree', 'noneFree'];

/** Seven people who draw at once; what each is told. */
const rush = async (turns?: ConcurrencyLimit): Promise<string[]> => {
  const node = await SelectionNode.start(pool, { store: slowStore(700), concurrency: turns });
  const people = await Promise.all(
    ['anna', 'bert', 'carl', 'dora', 'emil', 'fred', 'gina'].map((name) => node.person(name)),
  );
  return (await Promise.all(people.map((person) => person.draw()))).map(wordOf);
};

test('SAFE-3 in a rush each command is judged when its turn has come, and asked of the store once', async () => {
  expect(await rush(new ConcurrencyLimit(1, 10))).toEqual([...SERVED, 'outcomeUnknown']);
  expect(acts).toBe(SERVED.length);
});

test('SAFE-3 the same rush without turns keeps the store busy with what was decided too long ago', async () => {
  await rush();
  expect(acts).toBeGreaterThan(7);
});

test('SAFE-3 where too many wait, one more is told at once to ask again, and the store is not asked', async () => {
  expect((await rush(new ConcurrencyLimit(1, 1))).slice(2)).toEqual(Array.from({ length: 5 }, () => 'outcomeUnknown'));
  expect(acts).toBe(2);
});
