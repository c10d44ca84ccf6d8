import { describe, expect, test } from 'vitest';
import { sharedPeople, sharedServer } from '../support/shared.ts';

describe.concurrent.each(['uws', 'ws'] as const)('drawing on %s', (engine) => {
  const server = sharedServer({
    engine,
    authority: { verifyIntervalSeconds: 0.5, tries: 3, draws: 2, codeResendSeconds: 0.2 },
  });
  const people = sharedPeople(server);

  test('DRAW-1, DRAW-3 draw, from the captcha to a voucher; the five that were given up cost one chance', async () => {
    const me = await people.newcomer();
    const first = await me.draw();
    expect(new Set(first.plates).size).toBe(5);
    expect(first).toMatchObject({ drawsLeft: 1, triesLeft: 3 });
    await me.release();
    expect(me.at('choosing')).toMatchObject({ drawsLeft: 1, triesLeft: 3 });

    const { version, token, plates } = await me.draw();
    const chosen = plates[3] ?? '';
    expect((await me.refused('confirmPlate', { version, token, plate: '12AC4' })).code).toBe('plateNotInHold');
    expect(await me.confirm(chosen)).toMatchObject({ plate: chosen, way: 'draw' });
    expect(await me.finish()).toMatchObject({ plate: chosen, way: 'draw', drawsLeft: 0, triesLeft: 3 });
    expect((await me.voucher()).plate).toBe(chosen);
  });

  test('DRAW-3 the other four are free for others as soon as one is confirmed', async () => {
    const [me, other] = [await people.newcomer(), await people.newcomer()];
    const [chosen = '', second = ''] = (await me.draw()).plates;
    expect(await other.verify(second)).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
    await me.confirm(chosen);
    expect(await other.hold(second)).toMatchObject({ plate: second });
  });

  test('DRAW-1 after the last draw there is no further one', async () => {
    const me = await people.newcomer();
    for (const left of [1, 0]) {
      expect(await me.draw()).toMatchObject({ drawsLeft: left });
      await me.release();
    }
    const refused = await me.refused('drawPlates', { version: me.view.version, captcha: await me.solve() });
    expect(refused.code).toBe('noDrawsLeft');
  });

  test('COMP-1, COMP-8 after the last try the keyboard opens no more, and drawing goes on', async () => {
    const [owner, me] = [await people.newcomer(), await people.newcomer()];
    const [plate = ''] = (await owner.draw()).plates;
    for (const left of [2, 1, 0]) {
      expect(await me.verify(plate)).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
      expect(me.at('choosing').triesLeft).toBe(left);
    }
    expect((await me.refused('openKeyboard', {})).code).toBe('noTriesLeft');
    expect((await me.draw()).plates).toHaveLength(5);
  });
});
