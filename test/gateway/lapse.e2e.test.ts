import { describe, expect, test } from 'vitest';
import type { Applicant } from '../../verification/actors/applicant.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';

/** How far a server's clock may be corrected while it learns Redis's, in ms. */
const SLACK_MS = 100;

describe.concurrent.each(['uws', 'ws'] as const)('countdowns that end, on %s', (engine) => {
  const server = sharedServer({
    engine,
    authority: {
      verifyIntervalSeconds: 0.1,
      holdSeconds: 2,
      drawHoldSeconds: 2,
      confirmSeconds: 2.5,
      codeResendSeconds: 0.1,
    },
  });
  const people = sharedPeople(server);

  /** Waits until the server says by itself that the countdown has ended, and not before it has. */
  const toldOfLapse = async (applicant: Applicant, deadline: number): Promise<void> => {
    const { version } = applicant.view;
    const { now } = await applicant.hears(
      'selectionChanged',
      ({ selection }) => selection.version === version && selection.stage === 'choosing',
    );
    expect(now).toBeGreaterThanOrEqual(deadline);
  };

  test('COMP-7 a composed number that is not confirmed in time lapses; self-compose is over', async () => {
    const [me, other] = [await people.newcomer(), await people.newcomer()];
    const { version, token, plate, deadline } = await me.hold('12AK3');
    expect(await other.verify('12AK3')).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
    await toldOfLapse(me, deadline);
    expect(me.at('choosing')).toMatchObject({ triesLeft: 0, drawsLeft: 10 });
    expect((await me.refused('confirmPlate', { version, token, plate })).code).toBe('holdLapsed');
    expect((await me.refused('releaseHold', { version, token })).code).toBe('holdLapsed');
    expect((await me.refused('openKeyboard', {})).code).toBe('noTriesLeft');
    expect(await other.hold('12AK3')).toMatchObject({ plate: '12AK3' });
  });

  test('DRAW-3 five that are not confirmed in time are free again, and one may draw anew', async () => {
    const [me, other] = [await people.newcomer(), await people.newcomer()];
    const { plates, version, token, deadline } = await me.draw();
    await toldOfLapse(me, deadline);
    expect(me.at('choosing')).toMatchObject({ drawsLeft: 9, triesLeft: 20 });
    expect((await me.refused('confirmPlate', { version, token, plate: plates[0] ?? '' })).code).toBe('holdLapsed');
    expect(await other.hold(plates[0] ?? '')).toMatchObject({ plate: plates[0] });
    expect(await me.draw()).toMatchObject({ drawsLeft: 8 });
  });

  test('SMS-1, SMS-3 a number that is not completed in time is free again: after composing, only drawing goes on', async () => {
    const [me, other] = [await people.newcomer(), await people.newcomer()];
    await me.hold('34AK5');
    const { version, token, deadline } = await me.confirm();
    const code = await me.receiveCode();
    await toldOfLapse(me, deadline);
    expect(me.at('choosing')).toMatchObject({ triesLeft: 0, drawsLeft: 10 });
    expect((await me.refused('completeReservation', { version: version + 1, token, code })).code).toBe('holdLapsed');
    expect(await other.hold('34AK5')).toMatchObject({ plate: '34AK5' });
    expect(await me.draw()).toMatchObject({ drawsLeft: 9 });
  });

  test('SMS-2, SMS-3 after a drawn number lapsed one draws again, and its code does not serve the next', async () => {
    const me = await people.newcomer();
    await me.confirm((await me.draw()).plates[0]);
    const old = await me.receiveCode();
    await toldOfLapse(me, me.at('confirming').deadline);
    expect(me.at('choosing')).toMatchObject({ triesLeft: 20, drawsLeft: 9 });
    await me.confirm((await me.draw()).plates[0]);
    expect(await me.complete(old)).toMatchObject({ ok: false, refusal: { code: 'codeNotRequested' } });
    const code = await me.receiveCode();
    if (old !== code) expect(await me.complete(old)).toMatchObject({ ok: false, refusal: { code: 'codeWrong' } });
    expect(await me.complete(code)).toMatchObject({ ok: true, answer: { outcome: 'reserved' } });
  });

  test('P3 nobody who is away keeps a number: a countdown ends without its applicant', async () => {
    const [me, other] = [await people.newcomer(), await people.newcomer()];
    const { deadline } = await me.hold('56AK7');
    me.leave();
    await other.waitUntil(deadline);
    expect(await other.hold('56AK7')).toMatchObject({ plate: '56AK7' });
    expect((await people.again(me)).welcome.selection).toMatchObject({ stage: 'choosing', triesLeft: 0 });
  });

  test('LIVE-2, FLOW-4 deadlines are absolute and the same on every device, and the server’s time runs evenly', async () => {
    const phone = await people.newcomer();
    const desk = await people.again(phone);
    const { deadline } = await phone.hold('78AK9');
    await desk.hears('selectionChanged', ({ selection }) => selection.stage === 'holding');
    expect(desk.at('holding').deadline).toBe(deadline);
    const asked = performance.now();
    const first = await phone.now();
    const answered = performance.now();
    let before = first;
    let askedLast = answered;
    for (let i = 0; i < 30; i += 1) {
      askedLast = performance.now();
      const { now, selection } = await (i % 2 === 0 ? desk : phone).ask('readSelection', {});
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
      if (selection?.stage === 'holding') expect(selection.deadline).toBe(deadline);
      else expect(now).toBeGreaterThanOrEqual(deadline);
    }
    // Each instant was read between its question and its answer; the server learns its clock by answers, too.
    expect(before - first).toBeGreaterThanOrEqual(askedLast - answered - SLACK_MS);
    expect(before - first).toBeLessThanOrEqual(performance.now() - asked + SLACK_MS);
  });
});
