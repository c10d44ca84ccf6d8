import { expect } from 'vitest';
import { AT_ONCE } from '../../../server/pool/store.ts';
import { eventAfter, LATER, numbersOf, wordOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

export const deadlineContract = (it: PoolTest): void => {
  it.for(['confirm', 'release', 'reserve'] as const)(
    'P3 while now < deadline %s succeeds, from the deadline on never',
    async (verb, { pool }) => {
      const numbers = await pool.open(4);
      const deadline = (await pool.store.now()) + 400;
      const applicants = numbers.map((number) => ({ anna: pool.applicant(), number }));
      for (const { anna, number } of applicants) await anna.hold(number, { deadline });
      const words = new Set<string>();
      for (const [i, { anna, number }] of applicants.entries()) {
        const command = { ...(await anna.toConfirm(number)), collectBy: LATER, bannedUntil: LATER };
        await pool.passTo(deadline - ([300, 1, 0, -1][i] ?? 0));
        const reply = await pool.store[verb](command);
        expect(wordOf(reply) === 'holdGone').toBe(reply.now >= deadline);
        words.add(wordOf(reply));
      }
      expect(words.size).toBe(2);
    },
  );

  it('P3 while now < deadline a held number is taken, from the deadline on it is free', async ({ pool }) => {
    const numbers = await pool.open(4);
    const anna = pool.applicant();
    const deadline = (await pool.store.now()) + 400;
    for (const number of numbers) await anna.hold(number, { deadline });
    const words = new Set<string>();
    for (const [i, number] of numbers.entries()) {
      const command = await pool.applicant().toHold(number);
      await pool.passTo(deadline - ([300, 1, 0, -1][i] ?? 0));
      const reply = await pool.store.hold(command);
      expect(wordOf(reply)).toBe(reply.now < deadline ? 'taken' : 'held');
      words.add(wordOf(reply));
    }
    expect(words.size).toBe(2);
  });

  it('P3 a live hold does not lapse, and the next deadline is told', async ({ pool }) => {
    const [one, two] = await pool.openSome();
    const now = await pool.store.now();
    await pool.applicant().hold(one, { deadline: now + 90_000 });
    await pool.applicant().hold(two, { deadline: now + 60_000 });
    expect(await pool.store.lapse(10)).toEqual({ due: [], next: now + 60_000, now: expect.any(Number) });
    expect((await pool.store.tally()).held).toBe(2);
  });

  it('P3 where the clock stands outside the caller’s window nothing is given back, and nothing is said to wait', async ({
    pool,
  }) => {
    const [one, two] = await pool.openSome();
    const now = await pool.store.now();
    await pool.applicant().hold(one, { deadline: 1 });
    await pool.applicant().hold(two, { deadline: now + 60_000 });
    const [behind, ahead] = [
      { from: 0, until: now },
      { from: now + 60_000, until: LATER },
    ];
    for (const window of [behind, ahead])
      for (const look of [
        pool.store.lapse(9, undefined, window),
        pool.store.miss(9, undefined, window),
        pool.store.bringBack(9, window),
      ])
        expect(await look).toEqual({ due: [], next: null, now: expect.any(Number) });
    expect((await pool.store.tally()).held).toBe(2);
    const around = { from: now, until: now + 60_000 };
    expect(await pool.store.lapse(9, undefined, around)).toMatchObject({ due: [1], next: now + 60_000 });
  });

  it('P3 a hold lapses when its deadline has come, and leaves the record alone', async ({ pool }) => {
    const [number] = await pool.openSome();
    const anna = pool.applicant();
    const deadline = (await pool.store.now()) + 60;
    const command = await anna.toHold(number, { deadline });
    await pool.store.hold(command);
    const before = await pool.position();
    await pool.passTo(deadline);

    const lapse = await pool.store.lapse(10);

    expect(lapse).toEqual({ due: [deadline], next: null, now: expect.any(Number) });
    const { id: selection } = anna;
    const { token } = command;
    expect(await pool.events(before)).toEqual([
      eventAfter(before, { at: lapse.now, type: 'holdLapsed', freed: [number], selection, token }),
    ]);
    expect(await anna.read()).toMatchObject({ version: 1, record: command.ifHeld.record, hold: null });
  });

  it('P3 due holds lapse in bounded batches, earliest first, each with its event', async ({ pool }) => {
    const numbers = await pool.open(9);
    const deadlines = [7, 3, 9, 1, 8, 2, 6, 4, 5];
    const holds = numbers.map((number, i) => ({ number, deadline: deadlines[i] ?? 0 }));
    for (const { number, deadline } of holds) await pool.applicant().hold(number, { deadline });
    const before = await pool.position();
    expect(await pool.store.lapse(4)).toMatchObject({ due: [1, 2, 3, 4], next: 5 });
    expect(await pool.store.lapse(4)).toMatchObject({ due: [5, 6, 7, 8], next: 9 });
    expect(await pool.store.lapse(4)).toMatchObject({ due: [9], next: null });
    expect(await pool.store.lapse(4)).toMatchObject({ due: [], next: null });
    const earliestFirst = holds.toSorted((a, b) => a.deadline - b.deadline);
    expect((await pool.events(before)).map(({ freed }) => freed)).toEqual(earliestFirst.map(({ number }) => [number]));
  });

  it.for([0, 60_000])(
    'P3 P6 a wave of 230 holds lapses with an event each, read from any position of it',
    async (within, { pool }) => {
      const numbers = await pool.open(240);
      const draw = await pool.applicant().toDraw(11, { deadline: 1 });
      const drawn = numbersOf(await pool.store.draw(draw));
      const tokens = [draw.token];
      for (const number of numbers.filter((each) => !drawn.includes(each))) {
        const hold = await pool.applicant().toHold(number, { deadline: 1 });
        await pool.store.hold(hold);
        tokens.push(hold.token);
      }
      const before = await pool.position();

      expect((await pool.store.lapse(1_000, { ...AT_ONCE, within })).due).toHaveLength(230);

      const events = await pool.events(before);
      expect(events.map(({ offset }) => offset)).toEqual(tokens.map((_, i) => before.offset + 1 + i));
      expect(new Set(events.map(({ token }) => token))).toEqual(new Set(tokens));
      expect(events.flatMap(({ freed }) => freed)).toHaveLength((await pool.store.tally()).free);
      for (const known of [1, 99, 100, 101, 229, 230]) {
        const rest = await pool.events({ ...before, offset: before.offset + known });
        expect(rest).toEqual(events.slice(known));
      }
    },
  );

  it('DRAW-3 five drawn numbers lapse together, with one event', async ({ pool }) => {
    const { numbers, before } = await pool.drawing({ deadline: 1 });
    expect(await pool.store.lapse(10)).toMatchObject({ due: [1], next: null });
    expect(await pool.events(before)).toMatchObject([{ type: 'holdLapsed', freed: numbers }]);
  });

  it('SMS-3 a confirmed number lapses by its new deadline, not by the first', async ({ pool }) => {
    const first = (await pool.store.now()) + 300;
    const { anna, number } = await pool.holding({ deadline: first });
    await anna.confirm(number, { deadline: first + 60 });
    await pool.passTo(first);
    const early = await pool.store.lapse(10);
    expect(early.due).toEqual(early.now < first + 60 ? [] : [first + 60]);
    await pool.passTo(first + 60);
    await pool.store.lapse(10);
    expect((await pool.store.tally()).free).toBe(16);
  });

  it('P9 a note on a hold that has lapsed holds nothing', async ({ pool }) => {
    const { anna } = await pool.holding({ deadline: 1 });
    await pool.store.lapse(10);
    expect(await anna.note()).toMatchObject({ outcome: 'noted', numbers: [], version: 2 });
    expect(await anna.read()).toMatchObject({ hold: null });
  });

  it('P3 every answer tells the time of the store, which does not run backwards', async ({ pool }) => {
    await pool.openSome();
    const anna = pool.applicant();
    const times = [
      await pool.store.now(),
      (await anna.read()).now,
      (await anna.note()).now,
      (await pool.store.snapshot()).now,
      (await pool.store.lapse(1)).now,
      await pool.store.now(),
    ];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await pool.passTo((times[0] ?? 0) + 30);
    expect(await pool.store.now()).toBeGreaterThanOrEqual((times[0] ?? 0) + 30);
  });
};
