import { expect } from 'vitest';
import { eventAfter, LATER, newToken, tallyOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

export const keptContract = (it: PoolTest): void => {
  it('SMS-1 confirm keeps a number until a new deadline, with one event', async ({ pool }) => {
    const { anna, number, before } = await pool.holding();
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
      eventAfter(before, { at: reply.now, type: 'plateConfirmed', selection: anna.id, state }),
    ]);
  });

  it('DRAW-3 confirming one of five frees the other four at once', async ({ pool }) => {
    const { anna, numbers, two, before } = await pool.drawing();
    expect(await anna.confirm(two)).toMatchObject({ outcome: 'confirmed', numbers: [two] });
    expect(await pool.events(before)).toMatchObject([
      { type: 'plateConfirmed', taken: [], freed: numbers.filter((number) => number !== two) },
    ]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 40, free: 39, held: 1, reserved: 0 }));
  });

  it('P1 a number that the hold does not keep cannot be confirmed', async ({ pool }) => {
    const { anna, other, before } = await pool.holding();
    expect(await anna.confirm(other)).toMatchObject({ outcome: 'holdGone', answer: '{}', version: 1 });
    expect(await pool.position()).toEqual(before);
  });

  it('COMP-7 release frees a held number, with one event', async ({ pool }) => {
    const { anna, number, before } = await pool.holding();
    const command = await anna.toRelease();

    const reply = await pool.store.release(command);

    const state = { version: 2, record: command.next.record, hold: null };
    expect(reply).toMatchObject({ outcome: 'released', answer: command.next.answer, numbers: [], version: 2 });
    expect(await anna.read()).toMatchObject(state);
    expect(await pool.events(before)).toEqual([
      eventAfter(before, { at: reply.now, type: 'holdReleased', freed: [number], selection: anna.id, state }),
    ]);
  });

  it('DRAW-3 release frees all five', async ({ pool }) => {
    const { anna, numbers, before } = await pool.drawing();
    expect(await anna.release()).toMatchObject({ outcome: 'released' });
    expect(await pool.events(before)).toMatchObject([{ type: 'holdReleased', freed: numbers }]);
    expect((await pool.store.tally()).free).toBe(40);
  });

  it('DONE-1 reserve makes a held number the selection’s own for good, with one event', async ({ pool }) => {
    const { anna, before } = await pool.holding();
    const command = await anna.toReserve();

    const reply = await pool.store.reserve(command);

    const state = { version: 2, record: command.next.record, hold: null };
    expect(reply).toMatchObject({ outcome: 'reserved', answer: command.next.answer, numbers: [], version: 2 });
    expect(await pool.events(before)).toEqual([
      eventAfter(before, { at: reply.now, type: 'plateReserved', selection: anna.id, state }),
    ]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 16, free: 15, held: 0, reserved: 1 }));
    expect(await pool.store.lapse(100)).toMatchObject({ due: [], next: null });
  });

  it('P1 of a hold on several numbers none can be reserved', async ({ pool }) => {
    const { anna, before } = await pool.drawing();
    expect(await anna.reserve()).toMatchObject({ outcome: 'holdGone', version: 1 });
    expect(await pool.position()).toEqual(before);
  });

  it('DRAW-3 one of five, confirmed, can be reserved', async ({ pool }) => {
    const { anna, one } = await pool.drawing();
    await anna.confirm(one);
    expect(await anna.reserve()).toMatchObject({ outcome: 'reserved' });
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 40, free: 39, held: 0, reserved: 1 }));
  });

  it('P5 a hold that was released or reserved is gone for every new command', async ({ pool }) => {
    const { anna, number } = await pool.holding();
    const { token } = await anna.toRelease();
    await anna.reserve();
    const before = await pool.position();
    expect(await anna.release({ token })).toMatchObject({ outcome: 'holdGone' });
    expect(await anna.reserve({ token })).toMatchObject({ outcome: 'holdGone' });
    expect(await anna.confirm(number, { token })).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.position()).toEqual(before);
  });

  it("P10 another selection's token is worth nothing", async ({ pool }) => {
    const { anna, number } = await pool.holding();
    const { token } = await anna.toRelease();
    const mallory = pool.applicant();
    const before = await pool.position();
    expect(await mallory.confirm(number, { token })).toMatchObject({ outcome: 'holdGone' });
    expect(await mallory.release({ token })).toMatchObject({ outcome: 'holdGone' });
    expect(await mallory.reserve({ token })).toMatchObject({ outcome: 'holdGone' });
    expect(await pool.position()).toEqual(before);
    expect((await anna.read()).hold?.numbers).toEqual([number]);
  });

  it('P10 a hold of another selection is confirmed, released and reserved by nobody else', async ({ pool }) => {
    const [number] = await pool.openSome();
    const [anna, boris] = [pool.applicant(), pool.applicant()];
    const { token } = await anna.toHold(number);
    await anna.hold(number, { token });
    expect(await boris.confirm(number, { token })).toMatchObject({ outcome: 'holdGone' });
    expect(await boris.release({ token })).toMatchObject({ outcome: 'holdGone' });
    expect(await boris.reserve({ token })).toMatchObject({ outcome: 'holdGone' });
    expect(await anna.read()).toMatchObject({ hold: { token, numbers: [number] } });
  });

  it('P10 a token that nobody was given is worth nothing', async ({ pool }) => {
    const { anna } = await pool.holding();
    expect(await anna.release({ token: newToken() })).toMatchObject({ outcome: 'holdGone' });
  });

  it('P9 note changes the record and keeps what is held, with one event', async ({ pool }) => {
    const { anna, number, before } = await pool.holding();
    const { hold } = await anna.read();
    const command = await anna.toNote();

    const reply = await pool.store.note(command);

    const state = { version: 2, record: command.next.record, hold };
    expect(reply).toMatchObject({ outcome: 'noted', answer: command.next.answer, numbers: [number], version: 2 });
    expect(await anna.read()).toMatchObject(state);
    expect(await pool.events(before)).toEqual([
      eventAfter(before, { at: reply.now, type: 'selectionNoted', selection: anna.id, state }),
    ]);
    expect(await anna.reserve()).toMatchObject({ outcome: 'reserved' });
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
    const { anna, before } = await pool.holding();
    const state = await anna.read();
    expect(await anna.remember({ version: 77 })).toMatchObject({
      outcome: 'remembered',
      answer: '{"answer":"remembered"}',
      numbers: [],
      version: 1,
    });
    expect(await pool.position()).toEqual(before);
    expect(await anna.read()).toEqual({ ...state, now: expect.any(Number) });
  });

  it('P1 a freed number can be held by the next one, a reserved one by nobody', async ({ pool }) => {
    const { anna, number, other } = await pool.holding();
    const bert = pool.applicant();
    await anna.release();
    expect(await bert.hold(number)).toMatchObject({ outcome: 'held' });
    await bert.reserve();
    expect(await anna.hold(number)).toMatchObject({ outcome: 'taken' });
    expect(await anna.hold(other)).toMatchObject({ outcome: 'held' });
  });
};
