import { expect } from 'vitest';
import { eventAfter, LATER, newToken, next, numbersOf, tallyOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

export const holdContract = (it: PoolTest): void => {
  it('P6 a free number is held, with one event that tells all of it', async ({ pool }) => {
    const [number] = await pool.openSome();
    const anna = pool.applicant();
    const before = await pool.position();
    const command = await anna.toHold(number);

    const reply = await pool.store.hold(command);

    const hold = { token: command.token, numbers: [number], deadline: LATER };
    const state = { version: 1, record: command.ifHeld.record, hold };
    expect(reply).toMatchObject({
      status: 'done',
      outcome: 'held',
      answer: command.ifHeld.answer,
      numbers: [number],
      version: 1,
    });
    expect(await anna.read()).toEqual({ now: expect.any(Number), ...state });
    expect(await pool.events(before)).toEqual([
      eventAfter(before, { at: reply.now, type: 'plateHeld', taken: [number], selection: anna.id, state }),
    ]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 16, free: 15, held: 1, reserved: 0 }));
  });

  it('COMP-6 P2 a held number is taken: the try is counted in the same act, and no number moves', async ({ pool }) => {
    const { anna, number, before } = await pool.holding();
    const bert = pool.applicant();
    const command = await bert.toHold(number);

    const reply = await pool.store.hold(command);

    const state = { version: 1, record: command.ifTaken.record, hold: null };
    expect(reply).toMatchObject({
      status: 'done',
      outcome: 'taken',
      answer: command.ifTaken.answer,
      numbers: [],
      version: 1,
    });
    expect(await pool.events(before)).toEqual([
      eventAfter(before, { at: reply.now, type: 'tryUsed', selection: bert.id, state }),
    ]);
    expect((await anna.read()).hold?.numbers).toEqual([number]);
  });

  it('COMP-6 a reserved number is taken, and so is one that is not free since its block was opened', async ({
    pool,
  }) => {
    const [number] = await pool.open(8, [3]);
    if (number === undefined) throw new Error('one number is free');
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    await anna.hold(number);
    await anna.reserve();

    expect(await bert.hold(number)).toMatchObject({ outcome: 'taken', version: 1 });
    expect(await bert.hold((number + 1) as typeof number)).toMatchObject({ outcome: 'taken', version: 2 });
  });

  it('COMP-6 a number is taken for the selection that holds it, too', async ({ pool }) => {
    const { anna, number } = await pool.holding();
    expect(await anna.hold(number)).toMatchObject({ outcome: 'taken' });
  });

  it('P3 a due hold that nobody has noticed is taken over: first it lapses, then the number is held', async ({
    pool,
  }) => {
    const { anna, number, before } = await pool.holding({ deadline: 1 });
    const bert = pool.applicant();

    expect(await bert.hold(number)).toMatchObject({ outcome: 'held', numbers: [number] });

    const [lapsed, held, ...others] = await pool.events(before);
    expect(lapsed).toMatchObject({ type: 'holdLapsed', taken: [], freed: [number], selection: anna.id });
    expect(lapsed).not.toHaveProperty('state');
    expect(held).toMatchObject({ type: 'plateHeld', taken: [number], freed: [], selection: bert.id });
    expect(others).toEqual([]);
    expect(await anna.read()).toMatchObject({ version: 1, hold: null });
  });

  it('DRAW-3 taking over one of five due numbers frees the other four', async ({ pool }) => {
    await pool.open(5);
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    const [number] = numbersOf(await anna.draw(5, { deadline: 1 }));
    if (number === undefined) throw new Error('five numbers were drawn');

    expect(await bert.hold(number)).toMatchObject({ outcome: 'held' });
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 5, free: 4, held: 1, reserved: 0 }));
  });

  it('P10 what was held under a lost hold stays with its new keeper, whatever the loser sends', async ({ pool }) => {
    const [number] = await pool.openSome();
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    const lost = await anna.toHold(number, { deadline: 1 });
    await pool.store.hold(lost);
    await bert.hold(number);

    const { token } = lost;
    expect(await anna.confirm(number, { token })).toMatchObject({ outcome: 'holdGone' });
    expect(await anna.release({ token })).toMatchObject({ outcome: 'holdGone' });
    expect(await anna.reserve({ token })).toMatchObject({ outcome: 'holdGone' });
    expect((await bert.read()).hold?.numbers).toEqual([number]);
  });

  it('P6 records travel unchanged, whatever their text', async ({ pool }) => {
    const [number] = await pool.openSome();
    const anna = pool.applicant();
    const record = JSON.stringify({
      text: '冀B·12A3 "quoted" \\ / \u2028 \u0000 😀',
      number: 1.5e300,
      empty: [],
      none: null,
    });
    const answer = JSON.stringify({ 答: record });
    const command = await anna.toHold(number, {
      token: newToken(),
      ifHeld: { record, answer },
      ifTaken: next('taken'),
    });

    expect(await pool.store.hold(command)).toMatchObject({ answer });
    expect(await anna.read()).toMatchObject({ record });
    expect(await pool.store.hold(command)).toMatchObject({ status: 'repeated', answer });
  });
};
