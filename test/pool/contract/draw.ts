import { expect } from 'vitest';
import type { Address } from '../../../server/pool/block.ts';
import { eventAfter, type Harness, LATER, numbersOf, tallyOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

/** Draws `count` numbers `rounds` times, each hold due at once so that the next draw finds all free; how often each came. */
const frequencies = async (pool: Harness, rounds: number, count: number): Promise<Map<Address, number>> => {
  const seen = new Map<Address, number>();
  const anna = pool.applicant();
  for (let round = 0; round < rounds; round += 1) {
    const numbers = numbersOf(await anna.draw(count, { deadline: 1 }));
    if (new Set(numbers).size !== count) throw new Error(`drew ${numbers.join()} for ${count} different numbers`);
    for (const number of numbers) seen.set(number, (seen.get(number) ?? 0) + 1);
  }
  return seen;
};

/** Pearson's χ² against equal chances; drawing without returning only makes it smaller. */
const chiSquare = (seen: Map<Address, number>, free: readonly Address[], rounds: number, count: number): number => {
  const expected = (rounds * count) / free.length;
  return free.reduce((sum, number) => sum + ((seen.get(number) ?? 0) - expected) ** 2 / expected, 0);
};

export const drawContract = (it: PoolTest): void => {
  it('DRAW-2 as many as asked for are drawn and held for this selection alone, with one event', async ({ pool }) => {
    await pool.open(40);
    const anna = pool.applicant();
    const before = await pool.position();
    const command = await anna.toDraw(5);

    const reply = await pool.store.draw(command);

    const numbers = numbersOf(reply);
    expect(new Set(numbers).size).toBe(5);
    const hold = { token: command.token, numbers, deadline: LATER };
    const state = { version: 1, record: command.next.record, hold };
    expect(reply).toMatchObject({ status: 'done', outcome: 'drawn', answer: command.next.answer, version: 1 });
    expect(await pool.events(before)).toEqual([
      eventAfter(before, { at: reply.now, type: 'platesDrawn', taken: numbers, selection: anna.id, state }),
    ]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 40, free: 35, held: 5, reserved: 0 }));
  });

  it('DRAW-2 where fewer are free, all of them are drawn', async ({ pool }) => {
    const free = await pool.open(400, [3, 77, 399]);
    const reply = await pool.applicant().draw(5);
    expect(reply).toMatchObject({ outcome: 'drawn' });
    expect(numbersOf(reply).toSorted((a, b) => a - b)).toEqual(free);
    expect((await pool.store.tally()).free).toBe(0);
  });

  it('DRAW-2 where none is free, the draw is refused and costs nothing', async ({ pool }) => {
    const [number] = await pool.open(8, [0]);
    if (number === undefined) throw new Error('one number is free');
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    await anna.hold(number);
    const before = await pool.position();
    expect(await bert.draw(5)).toMatchObject({ outcome: 'noneFree', numbers: [], version: 0 });
    expect(await pool.position()).toEqual(before);
    expect(await bert.read()).toMatchObject({ version: 0, record: null });
  });

  it('DRAW-2 numbers whose hold is due are free for a draw: first the hold lapses', async ({ pool }) => {
    await pool.open(5);
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    await anna.draw(5, { deadline: 1 });
    const before = await pool.position();
    expect(await bert.draw(5)).toMatchObject({ outcome: 'drawn' });
    expect((await pool.events(before)).map(({ type, selection }) => [type, selection])).toEqual([
      ['holdLapsed', anna.id],
      ['platesDrawn', bert.id],
    ]);
  });

  it('DRAW-2 one draw clears away at most 64 due holds', async ({ pool }) => {
    const numbers = await pool.open(70);
    for (const number of numbers) await pool.applicant().hold(number, { deadline: 1 });
    const before = await pool.position();
    expect(await pool.applicant().draw(5)).toMatchObject({ outcome: 'drawn' });
    expect((await pool.events(before)).map(({ type }) => type)).toEqual([
      ...Array(64).fill('holdLapsed'),
      'platesDrawn',
    ]);
  });

  it('DRAW-2 numbers whose hold is live are never drawn', async ({ pool }) => {
    await pool.open(10);
    const [anna, bert, carl] = [pool.applicant(), pool.applicant(), pool.applicant()];
    await anna.draw(5);
    expect(await bert.draw(5)).toMatchObject({ outcome: 'drawn' });
    expect(await carl.draw(5)).toMatchObject({ outcome: 'noneFree' });
  });

  // With 19 degrees of freedom χ² exceeds 85 less than once in a thousand million runs of a fair store.
  it('DRAW-2 every free number has the same chance where many are free', async ({ pool }) => {
    const free = await pool.open(
      40,
      [...Array(20).keys()].map((i) => 2 * i),
    );
    expect(chiSquare(await frequencies(pool, 600, 5), free, 600, 5)).toBeLessThan(85);
  });

  it('DRAW-2 every free number has the same chance where few of thousands are free', async ({ pool }) => {
    const crowded = [
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2_000, 2_007, 2_008, 4_095, 4_096, 5_555, 7_000, 8_999, 9_598, 9_599,
    ];
    const free = await pool.open(9_600, crowded);
    expect(chiSquare(await frequencies(pool, 600, 5), free, 600, 5)).toBeLessThan(85);
  });

  it('DRAW-2 every free number has the same chance across blocks', async ({ pool }) => {
    const free = [
      ...(await pool.open(9, [0, 8])),
      ...(await pool.open(1_000, [0, 500, 999])),
      ...(await pool.open(21)),
    ];
    // 25 degrees of freedom
    expect(chiSquare(await frequencies(pool, 600, 5), free, 600, 5)).toBeLessThan(97);
  });
};
