import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConcurrencyLimit } from '../../server/limits/concurrency-limit.ts';

/** A work that lasts until it is let go. */
const work = () => {
  let end: (fails?: Error) => void = () => undefined;
  const lasts = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  return { lasts, end };
};
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('however many come, so many go on at once, in the order in which they came, and all of them do', async () => {
  const plan = fc.record({
    width: fc.integer({ min: 1, max: 5 }),
    fails: fc.array(fc.boolean(), { maxLength: 40 }),
    order: fc.infiniteStream(fc.nat()),
  });
  const property = fc.asyncProperty(plan, async ({ width, fails, order }) => {
    const turnstile = new ConcurrencyLimit(width, 1_000);
    const [begun, going]: [number[], Map<number, ReturnType<typeof work>>] = [[], new Map()];
    const passes = fails.map((_, n) =>
      turnstile
        .run(async () => {
          const mine = work();
          begun.push(n);
          going.set(n, mine);
          await mine.lasts.finally(() => going.delete(n));
        })
        .catch(() => 'failed'),
    );
    for (let left = fails.length; left > 0; left -= 1) {
      await turn();
      expect(going.size).toBe(Math.min(width, left));
      expect(turnstile.length).toBe(left - going.size);
      const [n = -1, mine] = [...going][Number(order.next().value) % going.size] ?? [];
      mine?.end(fails[n] ? new Error('failed') : undefined);
    }
    expect(await Promise.all(passes)).toEqual(fails.map((failed) => (failed ? 'failed' : undefined)));
    expect(begun).toEqual(fails.map((_, n) => n));
  });
  await fc.assert(property, { seed: 20160111, numRuns: 60 });
});

test('where too many wait, the next one is told so at once and nothing is begun for it', async () => {
  const turnstile = new ConcurrencyLimit(1, 2);
  const first = work();
  const done: number[] = [];
  const pass = (n: number, lasts: Promise<void>) =>
    turnstile.run(async () => {
      await lasts;
      done.push(n);
      return 'in' as const;
    });
  const three = [pass(1, first.lasts), pass(2, Promise.resolve()), pass(3, Promise.resolve())];
  expect(await pass(4, Promise.resolve())).toBe('full');
  first.end();
  expect(await Promise.all(three)).toEqual(['in', 'in', 'in']);
  expect(await pass(5, Promise.resolve())).toBe('in');
  expect(done).toEqual([1, 2, 3, 5]);
});
