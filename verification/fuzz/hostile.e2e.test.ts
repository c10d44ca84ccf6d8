import { afterAll, beforeAll, expect, test } from 'vitest';
import { besiege } from './besiege.ts';
import { parts } from './parts.ts';
import { ownTarget, type Target } from './target.ts';

/** A tenth of the small numbers, on the engine that the command does not take by itself. */
let target: Target;
beforeAll(async () => {
  target = await ownTarget('ws');
});
afterAll(() => target.stop());

test('SAFE-3, P10 whatever is sent: the server stands, and nobody’s quota, hold or record has moved', async () => {
  const found: object[] = [];
  const countOf = (part: (typeof parts)[number]) => Math.ceil(part.counts.small / 10);
  const paceOf = () => null;
  const held = await besiege({
    target,
    parts,
    countOf,
    paceOf,
    seed: 1,
    judgesWaits: false,
    print: (each) => found.push(each),
    say: () => undefined,
  });
  expect(found.map((each) => ({ ...each, answers: undefined }))).toMatchObject(
    parts.map(({ name }) => ({ part: name, held: true, failures: [] })),
  );
  expect(held).toBe(true);
}, 300_000);
