import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createPoolFeed } from '../../client/lib/pool-feed.ts';
import type { CommandName } from '../../protocol/select/client-to-server.ts';
import { type Applicant } from '../../verification/actors/applicant.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';
import { soundBodies } from '../support/sound-bodies.ts';

describe.each(['uws', 'ws'] as const)('a live pool on %s', (engine) => {
  const server = sharedServer({ engine, authority: { verifyIntervalSeconds: 0.1 } });
  const people = sharedPeople(server);

  const type = async (applicant: Applicant, pattern: string) => {
    const layout = await applicant.openKeyboard();
    return applicant.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, pattern) });
  };

  test('COMP-3, COMP-4 a key greys out when the last number behind it is taken, and lights up when it comes back', async () => {
    const [me, neighbour, other] = [await people.newcomer(), await people.newcomer(), await people.newcomer()];
    const picture = await type(me, '12A?3');
    expect(picture).toMatchObject({
      pattern: '12A?3',
      matching: 24,
      usable: ['', '', '', 'ABCDEFGHJKLMNPQRSTUVWXYZ', ''],
    });
    expect(await type(neighbour, '12A?3')).toEqual(picture);

    await other.hold('12AK3');
    const without = await me.hears('patternMoved', ({ usable }) => !usable[3]?.includes('K'));
    expect(without).toEqual({
      ...picture,
      seq: picture.seq + 1,
      matching: 23,
      usable: ['', '', '', 'ABCDEFGHJLMNPQRSTUVWXYZ', ''],
    });

    await other.release();
    await me.hears('patternMoved', ({ usable }) => usable[3]?.includes('K') === true);
    // The same push, over another socket.
    await neighbour.hears('patternMoved', ({ seq }) => seq === picture.seq + 2);
    expect(me.heard('patternMoved')).toEqual([without, { ...picture, seq: picture.seq + 2 }]);
    expect(neighbour.heard('patternMoved')).toEqual(me.heard('patternMoved'));
  });

  test('COMP-4 a number that is taken greys every key of the patterns it was the last of, and no other', async () => {
    const [me, aside, other] = [await people.newcomer(), await people.newcomer(), await people.newcomer()];
    const picture = await type(me, '3?B?4');
    await type(aside, '4?B?4');
    await other.hold('31BA4');
    await me.hears('patternMoved', ({ matching }) => matching === picture.matching - 1);
    // Others stand behind both keys: what is usable is the same, only the count moved, and that is told with less haste.
    expect(me.heard('patternMoved').at(-1)?.usable).toEqual(picture.usable);
    expect(aside.heard('patternMoved')).toEqual([]);
  });

  test('COMP-3 of the pattern that was typed before, nothing more is heard', async () => {
    const [me, other] = [await people.newcomer(), await people.newcomer()];
    await type(me, '56A?7');
    await type(me, '56A?8');
    await other.reserve('56AK7');
    const third = await people.newcomer();
    await third.hold('56AK8');
    await me.hears('patternMoved');
    expect(new Set(me.heard('patternMoved').map(({ pattern }) => pattern))).toEqual(new Set(['56A?8']));
  });

  /** The pool's picture once it has stood still for some ticks. */
  const settled = async (applicant: Applicant) => {
    for (let before = await applicant.carryOut('readPool', {}); ; ) {
      await delay(1_200);
      const picture = await applicant.carryOut('readPool', {});
      if (picture.seq === before.seq) return picture;
      before = picture;
    }
  };

  test('LIVE-1, LIVE-3 numbered pushes without a gap continue the welcome’s picture to the present one', async () => {
    const watcher = await people.watcher();
    const before = await settled(watcher);
    const crowd = await Promise.all(Array.from({ length: 8 }, () => people.newcomer()));
    await watcher.hears('poolMoved', ({ choosing }) => choosing === before.choosing + 8);
    for (const reserving of [0, 1, 2]) {
      await Promise.all(crowd.map((each) => each.draw()));
      await Promise.all(crowd.slice(reserving).map((each) => each.release()));
      for (const each of crowd.splice(0, reserving)) {
        await each.confirm(each.at('picking').plates[0]);
        await each.finish();
      }
    }
    for (const each of crowd) each.leave();
    const after = await settled(watcher);
    expect(after).toMatchObject({ choosing: before.choosing + 3, free: before.free - 3 });
    expect(after.map.free.reduce((sum, each) => sum + each, 0)).toBe(after.free);

    const feed = createPoolFeed(() => Promise.reject(new Error('a push was missing')));
    const { pool } = watcher.welcome;
    const pushes = watcher.heard('poolMoved');
    expect(pushes.map(({ seq }) => seq)).toEqual(pushes.map((_, i) => pool.seq + 1 + i));
    feed.onPicture(pool);
    for (const push of pushes) feed.onMoved(push);
    expect(feed.picture.get()).toEqual(after);
  });

  test('LIVE-1, HOURS-1 who is not signed in sees the pool move, and may read; everything else needs a sign-in', async () => {
    const watcher = await people.watcher();
    expect(watcher.welcome.selection).toBeNull();
    expect(watcher.welcome.pool).toMatchObject({ id: 'tangshan-small', prefix: '冀B', total: 48_000, open: true });
    const { free } = await settled(watcher);
    const other = await people.newcomer();
    await other.hold('90BK1');
    await watcher.hears('poolMoved', (moved) => moved.free === free - 1);

    const { syncClock: _, readPool: __, ...others } = soundBodies();
    for (const [name, body] of Object.entries(others)) {
      const reply = await watcher.send(name as CommandName, body as never);
      expect(reply, name).toMatchObject({ ok: false, refusal: { code: 'signInRequired' } });
      expect(reply.selection, name).toBeUndefined();
    }
    expect(await watcher.ask('syncClock', {})).toMatchObject({ ok: true, answer: {} });
  });
});
