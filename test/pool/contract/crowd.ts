import { expect } from 'vitest';
import { numbersOf, wordOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

const countBy = <T>(all: readonly T[], kindOf: (one: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of all) counts[kindOf(one)] = (counts[kindOf(one)] ?? 0) + 1;
  return counts;
};

export const crowdContract = (it: PoolTest): void => {
  it('P1 of 500 that want one number at once one gets it, and 499 a try less', async ({ pool }) => {
    const [number] = await pool.openSome();
    const commands = await Promise.all(Array.from({ length: 500 }, () => pool.applicant().toHold(number)));
    const before = await pool.position();

    const replies = await Promise.all(commands.map((command) => pool.store.hold(command)));

    expect(countBy(replies, wordOf)).toEqual({
      held: 1,
      taken: 499,
    });
    const events = await pool.events(before);
    expect(countBy(events, ({ type }) => type)).toEqual({ plateHeld: 1, tryUsed: 499 });
    expect(new Set(events.map(({ selection }) => selection)).size).toBe(500);
  });

  it('P5 SAFE-1 one command that arrives 50 times at once is done once', async ({ pool }) => {
    const [number] = await pool.openSome();
    const command = await pool.applicant().toHold(number);
    const before = await pool.position();

    const replies = await Promise.all(Array.from({ length: 50 }, () => pool.store.hold(command)));

    expect(countBy(replies, ({ status }) => status)).toEqual({ done: 1, repeated: 49 });
    expect(new Set(replies.map((reply) => 'answer' in reply && reply.answer))).toEqual(
      new Set([command.ifHeld.answer]),
    );
    expect(await pool.events(before)).toHaveLength(1);
  });

  it('P9 of 50 commands at once on one version one is done', async ({ pool }) => {
    await pool.openSome();
    const anna = pool.applicant();
    const commands = await Promise.all(Array.from({ length: 50 }, () => anna.toNote()));
    const replies = await Promise.all(commands.map((command) => pool.store.note(command)));
    expect(countBy(replies, ({ status }) => status)).toEqual({ done: 1, versionMoved: 49 });
  });

  it('P1 DRAW-2 a crowd that draws until nothing is left shares every number once', async ({ pool }) => {
    await pool.open(1_000);
    const commands = await Promise.all(Array.from({ length: 220 }, () => pool.applicant().toDraw(5)));
    const replies = await Promise.all(commands.map((command) => pool.store.draw(command)));
    const numbers = replies.flatMap(numbersOf);
    expect(countBy(replies, wordOf)).toEqual({
      drawn: 200,
      noneFree: 20,
    });
    expect(new Set(numbers).size).toBe(1_000);
  });
};
