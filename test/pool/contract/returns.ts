import { expect } from 'vitest';
import type { Address } from '../../../server/pool/block.ts';
import { ANY_TIME, AT_ONCE } from '../../../server/pool/store.ts';
import { type Harness, LATER, numbersOf, tallyOf, wordOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

/** How long, in ms, what the acts below give back is on its way. */
const DELAY = 300;

/** What is on its way back, and the instant at which it was given back. */
type Given = { readonly numbers: readonly Address[]; readonly at: number };

/** Every act that gives numbers back after the delay that its command names; of 40 numbers at least 5 are on their way. */
const givers: Record<string, (pool: Harness) => Promise<Given>> = {
  release: async (pool) => {
    const { anna, numbers } = await pool.drawing();
    const { now } = await anna.release({ returnAfter: DELAY });
    return { numbers, at: now };
  },
  'hold that finds a due hold': async (pool) => {
    const { numbers, one } = await pool.drawing({ deadline: 1 });
    const reply = await pool.applicant().hold(one, { returnAfter: DELAY });
    // It came back, but is not free yet.
    expect(reply).toMatchObject({ outcome: 'taken' });
    return { numbers, at: reply.now };
  },
  'draw that finds a due hold': async (pool) => {
    const { numbers } = await pool.drawing({ deadline: 1 });
    const { now } = await pool.applicant().draw(1, { returnAfter: DELAY });
    return { numbers, at: now };
  },
};

/** How long, in ms, what the acts below free is shown before it can be held. */
const SHOWN_FOR = 400;

/** Every act that frees numbers at once: one of them, and the instant of it. */
const showers: Record<string, (pool: Harness) => Promise<{ readonly number: Address; readonly at: number }>> = {
  'a release frees': async (pool) => {
    const { anna, one } = await pool.drawing();
    const { now } = await anna.release({ shownFor: SHOWN_FOR });
    return { number: one, at: now };
  },
  'a confirmed draw frees': async (pool) => {
    const { anna, one, two } = await pool.drawing();
    const { now } = await anna.confirm(one, { shownFor: SHOWN_FOR });
    return { number: two, at: now };
  },
  'a lapse frees': async (pool) => {
    const { one } = await pool.drawing({ deadline: 1 });
    const { now } = await pool.store.lapse(9, { ...AT_ONCE, shownFor: SHOWN_FOR });
    return { number: one, at: now };
  },
  'the end of a delay frees': async (pool) => {
    const { anna, one } = await pool.drawing();
    const { now } = await anna.release({ returnAfter: DELAY });
    await pool.passTo(now + DELAY);
    const back = await pool.store.bringBack(9, ANY_TIME, SHOWN_FOR);
    return { number: one, at: back.now };
  },
  'an operator frees': async (pool) => {
    await pool.open(40);
    const [number = 0 as Address] = await pool.store.withhold([3 as Address]);
    const before = await pool.position();
    await pool.store.unwithhold([number], SHOWN_FOR);
    const [event] = await pool.events(before);
    return { number, at: event?.at ?? 0 };
  },
};

const bringBackAll = (pool: Harness) => pool.store.bringBack(1_000);

export const returnsContract = (it: PoolTest): void => {
  it.for(Object.entries(givers))(
    'POOL-5 what %s gives back after a delay is not holdable nor drawable, and comes back at its instant',
    async ([, give], { pool }) => {
      const { numbers, at } = await give(pool);
      const due = at + DELAY;
      const given = await pool.position();
      expect(await pool.store.tally()).toMatchObject({ withheld: numbers.length });
      const [number] = numbers;
      if (number === undefined) throw new Error('something was given back');
      expect(await pool.applicant().hold(number)).toMatchObject({ outcome: 'taken' });
      const rest = numbersOf(await pool.applicant().draw(40));
      expect(rest.filter((one) => numbers.includes(one))).toEqual([]);
      expect(await pool.store.tally()).toMatchObject({ free: 0, withheld: numbers.length });

      await pool.passTo(due - 1);
      const early = await bringBackAll(pool);
      if (early.now < due) expect(early).toEqual({ due: [], next: due, now: early.now });
      await pool.passTo(due);
      const back = early.now < due ? await bringBackAll(pool) : early;

      expect(back).toEqual({ due: numbers.map(() => due), next: null, now: back.now });
      const returned = (await pool.events(given)).filter(({ type }) => type === 'numbersReturned');
      expect(returned).toEqual([
        { offset: expect.any(Number), at: back.now, type: 'numbersReturned', taken: [], freed: expect.any(Array) },
      ]);
      expect(returned[0]?.freed.toSorted((a, b) => a - b)).toEqual(numbers.toSorted((a, b) => a - b));
      expect(await pool.store.tally()).toMatchObject({ free: numbers.length, withheld: 0 });
      expect(wordOf(await pool.applicant().hold(number))).toBe('held');
      expect(await bringBackAll(pool)).toMatchObject({ due: [], next: null });
    },
  );

  it('DRAW-3 what a confirmed draw gives back is free at once, whatever the delay of returns', async ({ pool }) => {
    const { anna, one } = await pool.drawing();
    await anna.confirm(one, { returnAfter: DELAY });
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 40, free: 39, held: 1 }));
  });

  it.for(Object.entries(showers))(
    'POOL-5 what %s is shown before it can be held; who asks sooner is charged nothing and may ask again',
    async ([, show], { pool }) => {
      const { number, at } = await show(pool);
      const from = at + SHOWN_FOR;
      const bert = pool.applicant();
      const command = await bert.toHold(number);
      const before = await pool.position();
      const early = await pool.store.hold(command);
      // A machine that was too busy to ask in time has nothing to see here.
      if (early.now < from) {
        expect(early).toEqual({ status: 'notYet', now: early.now, from });
        expect(await pool.position()).toEqual(before);
        expect((await bert.read()).version).toBe(0);
      }
      await pool.passTo(from);
      // The same command, with the same captcha.
      if (early.status === 'notYet') expect(wordOf(await pool.store.hold(command))).toBe('held');
      else expect(wordOf(early)).toBe('held');
      // Once it was held and is free for good, nobody waits for it.
      await bert.release();
      expect(wordOf(await pool.applicant().hold(number))).toBe('held');
    },
  );

  it('POOL-5 what is taken from others is shown as well: a lapse on the way is a change, and the hold waits', async ({
    pool,
  }) => {
    const { number, before } = await pool.holding({ deadline: 1 });
    const command = await pool.applicant().toHold(number, { shownFor: SHOWN_FOR });
    const early = await pool.store.hold(command);
    expect(early).toEqual({ status: 'notYet', now: early.now, from: early.now + SHOWN_FOR });
    expect((await pool.events(before)).map(({ type, freed }) => [type, freed])).toEqual([['holdLapsed', [number]]]);
    await pool.passTo(early.now + SHOWN_FOR);
    expect(wordOf(await pool.store.hold(command))).toBe('held');
  });

  it('POOL-5 no return is sooner than the shortest delay', async ({ pool }) => {
    for (const number of await pool.open(40)) await pool.applicant().hold(number, { deadline: 1 });
    const { now } = await pool.store.lapse(100, { after: 30_000, within: 90_000, shownFor: 0 });
    const { next } = await pool.store.bringBack(1);
    expect(next).toBeGreaterThanOrEqual(now + 30_000);
    expect(next).toBeLessThanOrEqual(now + 90_000);
  });

  it('POOL-5 without a delay numbers are free at once, and nothing is left to bring back', async ({ pool }) => {
    const { anna } = await pool.drawing();
    await anna.release({ returnAfter: 0 });
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 40, free: 40 }));
    const before = await pool.position();
    expect(await bringBackAll(pool)).toMatchObject({ due: [], next: null });
    expect(await pool.position()).toEqual(before);
  });

  it('POOL-5 numbers come back in bounded batches, earliest first, each batch with one event', async ({ pool }) => {
    const given: { readonly number: Address; readonly due: number }[] = [];
    for (const [i, number] of (await pool.open(9)).entries()) {
      const anna = pool.applicant();
      await anna.hold(number);
      const returnAfter = 200 + ((i * 5) % 9) * 40;
      const { now } = await anna.release({ returnAfter });
      given.push({ number, due: now + returnAfter });
    }
    const before = await pool.position();
    given.sort((a, b) => a.due - b.due);
    const [one, two, three] = [given.slice(0, 4), given.slice(4, 8), given.slice(8)];
    await pool.passTo(three[0]?.due ?? 0);
    for (const [batch, next] of [
      [one, two[0]?.due],
      [two, three[0]?.due],
      [three, null],
      [[], null],
    ] as const) {
      expect(await pool.store.bringBack(4)).toMatchObject({ due: batch.map(({ due }) => due), next });
    }
    expect((await pool.events(before)).map(({ type, freed }) => [type, freed])).toEqual(
      [one, two, three].map((batch) => ['numbersReturned', batch.map(({ number }) => number)]),
    );
  });

  it('POOL-5 each lapsed hold and each missed number has a delay of its own, up to the longest', async ({ pool }) => {
    const numbers = await pool.openSome(48);
    for (const [i, number] of numbers.entries()) {
      const anna = pool.applicant();
      await anna.hold(number, { deadline: i < 24 ? 1 + i : LATER });
      if (i >= 24) await anna.reserve({ collectBy: 1 + i, bannedUntil: 2 + i });
    }
    const within = 3_600_000;
    const before = await pool.position();
    const lapsed = await pool.store.lapse(100, { ...AT_ONCE, within });
    const missed = await pool.store.miss(100, { ...AT_ONCE, within });
    expect([lapsed.due.length, missed.due.length]).toEqual([24, 24]);
    expect((await pool.events(before)).flatMap(({ freed }) => freed)).toEqual([]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 48, withheld: 48 }));
    // All 48 within the first or the last half of an hour: once in 10^14 runs.
    const { next } = await pool.store.bringBack(1_000);
    expect(next).toBeGreaterThan(lapsed.now);
    expect(next).toBeLessThan(missed.now + within / 2);
  });

  it('POOL-4 numbers on their way back can be neither withheld nor freed by hand', async ({ pool }) => {
    const { anna, one } = await pool.drawing();
    await anna.release({ returnAfter: DELAY });
    const before = await pool.position();
    expect(await pool.store.withhold([one])).toEqual([]);
    expect(await pool.store.unwithhold([one])).toEqual([]);
    expect(await pool.position()).toEqual(before);
  });
};
