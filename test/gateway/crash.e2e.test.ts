import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { whenGone } from '../../server/redis/conversation.ts';
import type { Applicant } from '../../verification/actors/applicant.ts';
import { People } from '../../verification/actors/people.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';

const authority = { verifyIntervalSeconds: 0.1, codeResendSeconds: 0.1, draws: 100 };
/** In seconds: long enough to end and come back in on a busy machine, short enough to wait for. */
const HOLD = 30;
/** Three numbers to compose that were not drawn, all with the same first digit. */
const besides = ({ plates }: { readonly plates: readonly string[] }, first: number): [string, string, string] => {
  const [one = '', two = '', three = ''] = Array.from({ length: 8 }, (_, i) => `${first}${i}AK${i}`).filter(
    (plate) => !plates.includes(plate),
  );
  return [one, two, three];
};
/** In seconds: not to be waited for. */
const LONG = 60;

describe.each(['uws', 'ws'] as const)('ends and restarts on %s', (engine) => {
  const server = sharedServer({
    engine,
    authority: { ...authority, holdSeconds: HOLD, drawHoldSeconds: LONG, confirmSeconds: LONG },
  });
  const people = new People(server);
  afterEach(() => people.leave());

  const toldOfLapse = async (applicant: Applicant, deadline: number): Promise<void> => {
    // A quick machine restarts the server long before the deadline: what is left of it is waited for first.
    await delay(Math.max(0, deadline - Date.now()));
    const { now } = await applicant.hears('selectionChanged', ({ selection }) => selection.stage === 'choosing');
    expect(now).toBeGreaterThanOrEqual(deadline);
  };

  test('SAFE-2, FLOW-4 what was held in any stage is there after kill -9, and ends by the same deadline', async () => {
    const [done, holding] = await Promise.all([people.newcomer(), people.newcomer()]);
    const [picking, confirming] = await Promise.all([people.newcomer(), people.newcomer()]);
    const [reserved, held, confirmed] = besides(await picking.draw(), 1);
    await done.reserve(reserved);
    await Promise.all([holding.hold(held), confirming.hold(confirmed)]);
    await confirming.confirm();
    const code = await confirming.receiveCode();
    const before = [done, holding, picking, confirming].map(({ view }) => view);
    const { deadline } = holding.at('holding');

    await server.kill9();
    await server.start();

    // Sessions survive too: the tokens are the old ones.
    const [done2, holding2] = await Promise.all([people.again(done), people.again(holding)]);
    const [picking2, confirming2] = await Promise.all([people.again(picking), people.again(confirming)]);
    expect([done2, holding2, picking2, confirming2].map(({ welcome }) => welcome.selection)).toEqual(before);
    const other = await people.newcomer();
    for (const plate of [held, reserved, picking2.at('picking').plates[0] ?? '']) {
      expect(await other.verify(plate), plate).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
    }
    expect(await confirming2.complete(code)).toMatchObject({ ok: true, answer: { plate: confirmed } });
    expect(await done2.voucher()).toMatchObject({ plate: reserved });

    await toldOfLapse(holding2, deadline);
    expect(await other.verify(reserved)).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
    expect(await other.hold(held)).toMatchObject({ plate: held });
  });

  test('SAFE-2, FLOW-4 a restart in the middle of a countdown says goodbye, and changes nothing', async () => {
    const [me, picking] = await Promise.all([people.newcomer(), people.newcomer()]);
    const [held] = besides(await picking.draw(), 5);
    await me.hold(held);
    await me.confirm();
    await server.restart();
    expect(me.heard('goodbye')).toEqual([{ reason: 'shuttingDown', comeBack: true, afterMs: expect.any(Number) }]);
    expect(me.socket.connected).toBe(false);
    const [me2, picking2] = await Promise.all([people.again(me), people.again(picking)]);
    expect([me2.view, picking2.view]).toEqual([me.view, picking.view]);
    expect(await me2.finish()).toMatchObject({ plate: held });
  });

  test('SAFE-2, SAFE-1 a Redis that dies is started again; what it knew is there, and no command is done twice', async () => {
    const me = await people.newcomer();
    const held = await me.draw();
    process.kill(server.redisPid, 'SIGKILL');
    await whenGone(server.redisPid, 5_000);
    const { version, token, plates } = held;
    const [plate = ''] = plates;
    const command = { id: 'confirm-through-it', version, token, plate };
    const answers = [];
    for (const end = performance.now() + 60_000; performance.now() < end; await delay(50)) {
      const reply = await me.send('confirmPlate', command);
      answers.push(reply);
      if (reply.ok) break;
      expect(reply.refusal.code).toBe('outcomeUnknown');
    }
    expect(answers.at(-1)).toMatchObject({ ok: true, answer: { outcome: 'confirmed' } });
    expect(me.at('confirming').version).toBe(version + 1);
    expect(server.isAlive).toBe(true);
    await server.findRedis();
    const reserved = await me.finish();
    expect((await people.again(me)).welcome.selection).toEqual(reserved);
  });

  test('P4, P1, SAFE-2 everything acknowledged before server and Redis are killed in full flow is there afterwards', async () => {
    const crowd = await Promise.all(Array.from({ length: 10 }, () => people.newcomer()));
    const killed = new AbortController();
    const acknowledged = new Map<Applicant, SelectionView>();
    const flow = crowd.map(async (each) => {
      for (let i = 0; !killed.signal.aborted && i < 6; i += 1) {
        await each.draw();
        acknowledged.set(each, each.view);
        await each.release();
        acknowledged.set(each, each.view);
      }
      await each.draw();
      acknowledged.set(each, each.view);
    });
    const ended = Promise.allSettled(flow);
    await expect.poll(() => acknowledged.size).toBe(crowd.length);
    killed.abort();
    const { redisPid } = server;
    await server.kill9();
    process.kill(redisPid, 'SIGKILL');
    for (const each of crowd) each.leave();
    await ended;
    await whenGone(redisPid, 5_000);
    await server.start();

    const after = await Promise.all(crowd.map((each) => people.again(each)));
    const held: string[] = [];
    for (const [i, each] of after.entries()) {
      const before = acknowledged.get(crowd[i] ?? each);
      if (before === undefined) continue;
      expect(each.view.version).toBeGreaterThanOrEqual(before.version);
      // One act more may have been done than was acknowledged, and no more than one.
      expect(each.view.version).toBeLessThanOrEqual(before.version + 1);
      if (each.view.version === before.version && each.view.stage === before.stage) expect(each.view).toEqual(before);
      if (each.view.stage === 'picking') held.push(...each.view.plates);
    }
    expect(new Set(held).size).toBe(held.length);
  });
});

describe.each(['uws', 'ws'] as const)('countdowns that end while nobody serves, on %s', (engine) => {
  const short = { holdSeconds: 3, drawHoldSeconds: 3, confirmSeconds: 3 };
  const server = sharedServer({ engine, authority: { ...authority, ...short } });
  const people = sharedPeople(server);

  test('P3, SAFE-2 the numbers are free, and the selections have lapsed, when the server is back', async () => {
    const [holding, picking] = [await people.newcomer(), await people.newcomer()];
    const confirming = await people.newcomer();
    const [held, confirmed] = besides(await picking.draw(), 1);
    await Promise.all([holding.hold(held), confirming.hold(confirmed)]);
    const { deadline } = await confirming.confirm();
    await server.kill9();
    await delay(Math.max(0, deadline - Date.now()) + 100);
    await server.start();
    const back = await Promise.all([people.again(holding), people.again(picking), people.again(confirming)]);
    expect(back.map(({ welcome }) => welcome.selection)).toMatchObject([
      { stage: 'choosing', version: holding.view.version, triesLeft: 0, drawsLeft: 100 },
      { stage: 'choosing', version: picking.view.version, triesLeft: 20, drawsLeft: 99 },
      { stage: 'choosing', version: confirming.view.version, triesLeft: 0, drawsLeft: 100 },
    ]);
    const others = [await people.newcomer(), await people.newcomer(), await people.newcomer()];
    const plates = [held, picking.at('picking').plates[0] ?? '', confirmed];
    expect(await Promise.all(others.map((other, i) => other.hold(plates[i] ?? '')))).toMatchObject(
      plates.map((plate) => ({ plate })),
    );
  });
});
