import { expect } from 'vitest';
import type { Address } from '../../../server/pool/block.ts';
import { type Harness, LATER, newToken, tallyOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

const holding = async (pool: Harness) => {
  const [number, other] = await pool.openSome();
  const anna = pool.applicant();
  await pool.store.hold(await anna.toHold(number));
  return { anna, number, other, before: await pool.position() };
};

const drawing = async (pool: Harness) => {
  await pool.open(40);
  const anna = pool.applicant();
  const reply = await pool.store.draw(await anna.toDraw(5));
  const [one, two, ...others] = reply.status === 'done' ? reply.numbers : [];
  if (one === undefined || two === undefined) throw new Error('five numbers were drawn');
  return { anna, numbers: [one, two, ...others], one, two, before: await pool.position() };
};

export const keptContract = (it: PoolTest): void => {
  it('SMS-1 confirm keeps a number until a new deadline, with one event', async ({ pool }) => {
    const { anna, number, before } = await holding(pool);
    const command = await anna.toConfirm(number, { deadline: LATER - 7 });

    const reply = await pool.store.confirm(command);

    const state = {
      version: 2,
      record: command.next.record,
      hold: { token: command.token, numbers: [number], deadline: LATER - 7 },
    };
    expect(reply).toMatchObject({ outcome: 'confirmed', answer: command.next.answer, numbers: [number], version: 2 });
    expect(await anna.read()).toMatchObject(state);
    expect(await pool.events(before)).toEqual([
      {
        offset: before.offset + 1,
        at: reply.now,
        type: 'plateConfirmed',
        taken: [],
        freed: [],
        selection: anna.id,
        state,
      },
    ]);
  });

  it('DRAW-3 confirming one of five frees the other four at once', async ({ pool }) => {
    const { anna, numbers, two, before } = await drawing(pool);
    expect(await pool.store.confirm(await anna.toConfirm(two))).toMatchObject({ outcome: 'confirmed', numbers: [two] });
    expect(await pool.events(before)).toMatchObject([
      { type: 'plateConfirmed', taken: [], freed: numbers.filter((number) => number !== two) },
    ]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 40, free: 39, held: 1, reserved: 0 }));
  });

  it('P1 a number that the hold does not keep cannot be confirmed', async ({ pool }) => {
    const { anna, other, before } = await holding(pool);
    expect(await pool.store.confirm(await anna.toConfirm(other))).toMatchObject({
      outcome: 'holdGone',
      answer: '{}',
      version: 1,
    });
    expect(await pool.position()).toEqual(before);
  });

  it('COMP-7 release frees a held number, with one event', async ({ pool }) => {
    const { anna, number, before } = await holding(pool);
    const command = await anna.toRelease();

    const reply = await pool.store.release(command);

    const state = { version: 2, record: command.next.record, hold: null };
    expect(reply).toMatchObject({ outcome: 'released', answer: command.next.answer, numbers: [], version: 2 });
    expect(await anna.read()).toMatchObject(state);
    expect(await pool.events(before)).toEqual([
      {
        offset: before.offset + 1,
        at: reply.now,
        type: 'holdReleased',
        taken: [],
        freed: [number],
        selection: anna.id,
        state,
      },
    ]);
  });

  it('DRAW-3 release frees all five', async ({ pool }) => {
    const { anna, numbers, before } = await drawing(pool);
    expect(await pool.store.release(await anna.toRelease())).toMatchObject({ outcome: 'released' });
    expect(await pool.events(before)).toMatchObject([{ type: 'holdReleased', freed: numbers }]);
    expect((await pool.store.tally()).free).toBe(40);
  });

  it('DONE-1 reserve makes a held number the selection’s own for good, with one event', async ({ pool }) => {
    const { anna, before } = await holding(pool);
    const command = await anna.toReserve();

    const reply = await pool.store.reserve(command);

    const state = { version: 2, record: command.next.record, hold: null };
    expect(reply).toMatchObject({ outcome: 'reserved', answer: command.next.answer, numbers: [], version: 2 });
    expect(await pool.events(before)).toEqual([
      {
        offset: before.offset + 1,
        at: reply.now,
        type: 'plateReserved',
        taken: [],
        freed: [],
        selection: anna.id,
        state,
      },
    ]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 16, free: 15, held: 0, reserved: 1 }));
    expect(await pool.store.lapse(100)).toMatchObject({ due: [], next: null });
  });

  it('P1 of a hold on several numbers none can be reserved', async ({ pool }) => {
    const { anna, before } = await drawing(pool);
    expect(await pool.store.reserve(await anna.toReserve())).toMatchObject({ outcome: 'holdGone', version: 1 });
    expect(await pool.position()).toEqual(before);
  });

  it('DRAW-3 one of five, confirmed, can be reserved', async ({ pool }) => {
    const { anna, one } = await drawing(pool);
    await pool.store.confirm(await anna.toConfirm(one));
    expect(await pool.store.reserve(await anna.toReserve())).toMatchObject({ outcome: 'reserved' });
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 40, free: 39, held: 0, reserved: 1 }));
  });

  it('P5 a hold that was released or reserved is gone for every new command', async ({ pool }) => {
    const { anna, number } = await holding(pool);
    const { token } = await anna.toRelease();
    await pool.store.reserve(await anna.toReserve());
    const before = await pool.position();
    expect(await pool.store.release(await anna.toRelease({ token }))).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.store.reserve(await anna.toReserve({ token }))).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.store.confirm(await anna.toConfirm(number, { token }))).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.position()).toEqual(before);
  });

  it("P10 another selection's token is worth nothing", async ({ pool }) => {
    const { anna, number } = await holding(pool);
    const { token } = await anna.toRelease();
    const mallory = pool.applicant();
    const before = await pool.position();
    expect(await pool.store.confirm(await mallory.toConfirm(number, { token }))).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.store.release(await mallory.toRelease({ token }))).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.store.reserve(await mallory.toReserve({ token }))).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.position()).toEqual(before);
    expect((await anna.read()).hold?.numbers).toEqual([number]);
  });

  it('P10 a hold of another selection is confirmed, released and reserved by nobody else', async ({ pool }) => {
    const [number] = await pool.openSome();
    const [anna, boris] = [pool.applicant(), pool.applicant()];
    const { token } = await anna.toHold(number);
    await pool.store.hold(await anna.toHold(number, { token }));
    expect(await pool.store.confirm(await boris.toConfirm(number, { token }))).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.store.release(await boris.toRelease({ token }))).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.store.reserve(await boris.toReserve({ token }))).toMatchObject({ outcome: 'holdGone' });
    expect(await anna.read()).toMatchObject({ hold: { token, numbers: [number] } });
  });

  it('P10 a token that nobody was given is worth nothing', async ({ pool }) => {
    const { anna } = await holding(pool);
    expect(await pool.store.release(await anna.toRelease({ token: newToken() }))).toMatchObject({
      outcome: 'holdGone',
    });
  });

  it('P9 note changes the record and keeps what is held, with one event', async ({ pool }) => {
    const { anna, number, before } = await holding(pool);
    const { hold } = await anna.read();
    const command = await anna.toNote();

    const reply = await pool.store.note(command);

    const state = { version: 2, record: command.next.record, hold };
    expect(reply).toMatchObject({ outcome: 'noted', answer: command.next.answer, numbers: [number], version: 2 });
    expect(await anna.read()).toMatchObject(state);
    expect(await pool.events(before)).toEqual([
      {
        offset: before.offset + 1,
        at: reply.now,
        type: 'selectionNoted',
        taken: [],
        freed: [],
        selection: anna.id,
        state,
      },
    ]);
    expect(await pool.store.reserve(await anna.toReserve())).toMatchObject({ outcome: 'reserved' });
  });

  it('P9 note gives a selection its first record', async ({ pool }) => {
    await pool.openSome();
    const anna = pool.applicant();
    expect(await anna.read()).toMatchObject({ version: 0, record: null, hold: null });
    const command = await anna.toNote();
    expect(await pool.store.note(command)).toMatchObject({ version: 1, numbers: [] });
    expect(await anna.read()).toMatchObject({ version: 1, record: command.next.record, hold: null });
  });

  it('P5 remember changes nothing, on whatever version', async ({ pool }) => {
    const { anna, before } = await holding(pool);
    const state = await anna.read();
    expect(await pool.store.remember(await anna.toRemember({ version: 77 }))).toMatchObject({
      outcome: 'remembered',
      answer: '{"answer":"remembered"}',
      numbers: [],
      version: 1,
    });
    expect(await pool.position()).toEqual(before);
    expect(await anna.read()).toEqual({ ...state, now: expect.any(Number) });
  });

  it('P1 a freed number can be held by the next one, a reserved one by nobody', async ({ pool }) => {
    const { anna, number, other } = await holding(pool);
    const bert = pool.applicant();
    await pool.store.release(await anna.toRelease());
    const holds = async (who: typeof anna, what: Address) => pool.store.hold(await who.toHold(what));
    expect(await holds(bert, number)).toMatchObject({ outcome: 'held' });
    await pool.store.reserve(await bert.toReserve());
    expect(await holds(anna, number)).toMatchObject({ outcome: 'taken' });
    expect(await holds(anna, other)).toMatchObject({ outcome: 'held' });
  });
};
