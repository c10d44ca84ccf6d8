import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectionTerms } from '../../server/authority/calendar.ts';
import { authoritySettings } from '../../server/authority/settings.ts';
import { SelectionNode, wordOf } from '../support/selection-node.ts';
import { SmallPool } from '../support/small-pool.ts';

const tangshan = authoritySettings.parse({});
/** An instant by the clocks of Shanghai. */
const at = (local: string): number => Date.parse(`${local}+08:00`);

/** A pool at an instant, and a node of it. */
const openAt = async (local: string, settings = tangshan) => {
  const pool = await SmallPool.open();
  pool.passTo(at(local));
  return { pool, node: await SelectionNode.start(pool, { settings }) };
};

describe.each([
  ['America/New_York', '2026-09-29'],
  ['UTC', '2026-09-30'],
  ['Asia/Shanghai', '2026-09-30'],
])('the clock is moved, on a machine in %s', (zone, dayThere) => {
  const own = process.env['TZ'];
  beforeEach(() => {
    process.env['TZ'] = zone;
    // The machine believes it: by its own clock it is this day when Shanghai opens on 30 September.
    expect(new Date(at('2026-09-30T09:00')).toLocaleDateString('sv-SE')).toBe(dayThere);
  });
  afterEach(() => {
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  });

  test('HOURS-1 COMP-5 at 08:59:59.9 nothing is verified; from 09:00:00.0 on the interval counts, and no older captcha serves', async () => {
    const { pool, node } = await openAt('2026-09-30T08:59:50');
    const anna = await node.person();
    await anna.enter();
    expect(anna.in('choosing').verifyFrom).toBe(at('2026-09-30T09:00:08'));
    const old = await anna.captcha();
    pool.passTo(at('2026-09-30T08:59:59.900'));
    const early = await anna.verify(pool.plate(2));
    expect(early).toMatchObject({ refusal: { code: 'poolClosed', notBefore: at('2026-09-30T09:00') } });
    expect(wordOf(await anna.draw())).toBe('poolClosed');
    expect(anna.in('choosing')).toMatchObject({ triesLeft: 20, drawsLeft: 10 });
    pool.passTo(at('2026-09-30T09:00:00.000'));
    expect(wordOf(await anna.draw(anna.asked(), old))).toBe('captchaSpent');
    const said = await anna.verify(pool.plate(2));
    expect(said).toMatchObject({ refusal: { code: 'coolingDown', notBefore: at('2026-09-30T09:00:08') } });
    pool.passTo(at('2026-09-30T09:00:08'));
    expect(wordOf(await anna.verify(pool.plate(2), anna.asked(), old))).toBe('captchaSpent');
    expect(anna.in('choosing')).toMatchObject({ triesLeft: 20, drawsLeft: 10 });
    expect(wordOf(await anna.verify(pool.plate(2)))).toBe('held');
  });

  test('HOURS-2 DONE-1 a draw at 21:59:59 on the eve of National Day runs over closing, to a last day after the holidays', async () => {
    const { pool, node } = await openAt('2026-09-30T21:59:59');
    const [anna, boris] = [await node.person('anna'), await node.person('boris')];
    expect(wordOf(await anna.draw())).toBe('drawn');
    const { plates, deadline } = anna.in('picking');
    expect(deadline).toBe(at('2026-09-30T22:01:29'));
    pool.passTo(at('2026-09-30T22:00:00'));
    expect(wordOf(await boris.draw())).toBe('poolClosed');
    pool.passTo(deadline - 1);
    const [plate] = plates;
    if (plate === undefined) throw new Error('nothing was drawn');
    expect(wordOf(await anna.confirm(plate))).toBe('confirmed');
    expect((await anna.requestCode()).ok).toBe(true);
    pool.passTo(anna.in('confirming').deadline - 1);
    const terms = collectionTerms(pool.now, tangshan);
    expect(wordOf(await anna.complete('right', anna.asked(), anna.token, terms))).toBe('reserved');
    // 1 to 7 October are off; Thursday, Friday, and a Saturday that is worked.
    expect(anna.in('reserved').lastDay).toBe('2026-10-10');
    pool.passTo(at('2026-10-10T23:59:59.999'));
    expect(anna.view.stage).toBe('reserved');
    pool.passTo(at('2026-10-11T00:00'));
    expect(anna.in('missed')).toMatchObject({ lastDay: '2026-10-10', bannedUntil: at('2028-10-11T00:00') });
    expect((await pool.store.miss(10)).due).toEqual([at('2026-10-11T00:00')]);
  });

  test('HOURS-2 a draw at 21:59:59 whose countdown nobody answers lapses after closing, and opens no door', async () => {
    const { pool, node } = await openAt('2026-09-30T21:59:59');
    const anna = await node.person('anna');
    await anna.draw();
    pool.passTo(anna.in('picking').deadline);
    expect(anna.in('choosing')).toMatchObject({ drawsLeft: 9 });
    expect(wordOf(await anna.draw())).toBe('poolClosed');
  });

  test('DONE-1 DONE-4 a number reserved on 28 December is kept to the last instant of the year, and no longer', async () => {
    const { pool, node } = await openAt('2026-12-28T12:00');
    const [anna, boris] = [await node.person('anna'), await node.person('boris')];
    for (const [person, nth] of [
      [anna, 2],
      [boris, 3],
    ] as const) {
      await person.awaitCode(pool.plate(nth));
      await person.complete('right', person.asked(), person.token, collectionTerms(pool.now, tangshan));
      expect(person.in('reserved').lastDay).toBe('2026-12-31');
    }
    pool.passTo(at('2026-12-31T23:59:59.999'));
    expect(wordOf(await anna.collect())).toBe('registered');
    pool.passTo(at('2027-01-01T00:00'));
    expect(wordOf(await boris.collect())).toBe('wrongStage');
    expect(boris.in('missed').bannedUntil).toBe(at('2029-01-01T00:00'));
  });

  test('DONE-4 ELIG-4 a ban of two years from 29 February holds to its last second, and not one longer', async () => {
    // Open round the clock, for a ban ends at midnight.
    const settings = { ...tangshan, hours: 'always' } as const;
    const { pool, node } = await openAt('2024-02-23T12:00', settings);
    const anna = await node.person('anna', 'anna-herself');
    await anna.awaitCode(pool.plate(2));
    await anna.complete('right', anna.asked(), anna.token, collectionTerms(pool.now, settings));
    expect(anna.in('reserved').lastDay).toBe('2024-02-28');
    pool.passTo(at('2024-02-29T00:00'));
    await pool.store.miss(10);
    const bannedUntil = at('2026-03-01T00:00');
    expect(await pool.store.banOf(anna.owner)).toBe(bannedUntil);
    const second = await node.person('second', 'anna-herself');
    pool.passTo(bannedUntil - 1_000);
    const refused = await second.draw();
    expect(refused).toMatchObject({ refusal: { code: 'banned', until: bannedUntil } });
    expect(anna.view.stage).toBe('missed');
    pool.passTo(bannedUntil - 1);
    expect(wordOf(await second.draw())).toBe('banned');
    pool.passTo(bannedUntil);
    expect(wordOf(await second.draw())).toBe('drawn');
    expect(anna.in('choosing')).toMatchObject({ triesLeft: 20, drawsLeft: 10 });
  });
});
