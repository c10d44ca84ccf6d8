import { beforeEach, describe, expect, test } from 'vitest';
import { type Person, SelectionNode, wordOf } from '../support/selection-node.ts';
import { SmallPool } from '../support/small-pool.ts';

let pool: SmallPool;
let node: SelectionNode;
let anna: Person;

beforeEach(async () => {
  pool = await SmallPool.open();
  node = await SelectionNode.start(pool);
  anna = await node.person('anna', 'anna-herself');
});

describe('at the desk', () => {
  test('DONE-3 a reserved number is collected once, and is final', async () => {
    const { bannedUntil } = await anna.reserve(pool.plate(2));
    expect(await anna.collect()).toEqual({
      ok: true,
      answer: { outcome: 'registered', plate: pool.plate(2) },
    });
    expect(anna.in('registered')).toMatchObject({ plate: pool.plate(2), registeredAt: pool.now });
    expect(wordOf(await anna.collect())).toBe('wrongStage');
    pool.passTo(bannedUntil);
    expect((await pool.store.miss(10)).due).toEqual([]);
    expect(anna.view.stage).toBe('registered');
    for (const refused of [await anna.enter(), await anna.draw()]) expect(wordOf(refused)).toBe('wrongStage');
  });

  test('DONE-3 nothing that is not reserved is collected', async () => {
    expect(wordOf(await anna.collect())).toBe('wrongStage');
    await anna.awaitCode(pool.plate(2));
    expect(wordOf(await anna.collect())).toBe('wrongStage');
  });

  test('DONE-4 a number is collected until the last millisecond of its last day, and not after', async () => {
    const boris = await node.person('boris');
    const { collectBy } = await anna.reserve(pool.plate(2));
    const later = await boris.reserve(pool.plate(3));
    pool.passTo(collectBy - 1);
    expect(wordOf(await anna.collect())).toBe('registered');
    pool.passTo(later.collectBy);
    expect(wordOf(await boris.collect())).toBe('wrongStage');
    expect(await pool.store.tally()).toMatchObject({ registered: 1, reserved: 1 });
  });

  test('DONE-4 a node whose clock is behind collects nothing after the last day', async () => {
    const { collectBy } = await anna.reserve(pool.plate(2));
    pool.passTo(collectBy);
    pool.skew(-60_000);
    expect(anna.view.stage).toBe('reserved');
    expect(wordOf(await anna.collect())).toBe('wrongStage');
    expect(await pool.store.tally()).toMatchObject({ registered: 0, reserved: 1 });
  });
});

describe('a missed day', () => {
  test('DONE-4 has somebody look at it: the node that reserved says by when, once', async () => {
    const { collectBy } = await anna.reserve(pool.plate(2));
    expect(node.collections).toEqual([collectBy]);
    const boris = await node.person('boris');
    await boris.awaitCode(pool.plate(3));
    expect(node.collections).toHaveLength(1);
  });

  test('DONE-4 is seen at its instant, whatever has run, with the end of the ban', async () => {
    const { collectBy, bannedUntil, lastDay } = await anna.reserve(pool.plate(2));
    pool.passTo(collectBy - 1);
    expect(anna.view.stage).toBe('reserved');
    pool.passTo(collectBy);
    expect(anna.in('missed')).toEqual({
      id: anna.id,
      version: anna.view.version,
      stage: 'missed',
      plate: pool.plate(2),
      lastDay,
      bannedUntil,
      triesLeft: 0,
      drawsLeft: 10,
    });
    for (const refused of [await anna.enter(), await anna.draw()]) expect(wordOf(refused)).toBe('wrongStage');
  });

  test('ELIG-4 bans its owner, for every vehicle, and names the end; nothing is charged', async () => {
    const { collectBy, bannedUntil } = await anna.reserve(pool.plate(2));
    const second = await node.person('second', 'anna-herself');
    await second.becomeReady();
    const captcha = await second.captcha();
    pool.passTo(collectBy);
    await pool.store.miss(10);
    const said = await second.verify(pool.plate(2), second.asked(), captcha);
    expect(said).toMatchObject({ refusal: { code: 'banned', until: bannedUntil } });
    expect(wordOf(await second.draw())).toBe('banned');
    expect(second.in('choosing')).toMatchObject({ triesLeft: 20, drawsLeft: 10 });
    const boris = await node.person('boris');
    expect(wordOf(await boris.draw())).toBe('drawn');
    pool.passTo(bannedUntil);
    expect(wordOf(await second.verify(pool.plate(2), second.asked(), await second.captcha()))).toBe('held');
  });

  test('ELIG-4 a ban ends by itself, and the vehicle begins anew', async () => {
    const { collectBy, bannedUntil } = await anna.reserve(pool.plate(2));
    pool.passTo(collectBy);
    await pool.store.miss(10);
    pool.passTo(bannedUntil - 1);
    expect(anna.view.stage).toBe('missed');
    pool.passTo(bannedUntil);
    expect(anna.in('choosing')).toMatchObject({ triesLeft: 20, drawsLeft: 10, verifyFrom: null });
    await anna.hold(pool.plate(2));
  });

  test('ELIG-4 where the ban was lifted the vehicle begins anew at once, and may miss again', async () => {
    const { collectBy } = await anna.reserve(pool.plate(2));
    pool.passTo(collectBy);
    await pool.store.miss(10);
    expect(await pool.store.liftBan(anna.owner)).toBe(true);
    expect(wordOf(await anna.beginAnew())).toBe('begunAnew');
    expect(anna.in('choosing')).toMatchObject({ triesLeft: 20, drawsLeft: 10, verifyFrom: null });
    const again = await anna.reserve(pool.plate(2));
    pool.passTo(again.collectBy);
    expect((await pool.store.miss(10)).due).toEqual([again.collectBy]);
    expect(await pool.store.banOf(anna.owner)).toBe(again.bannedUntil);
  });

  test('P9 every node hears that the number has come back, and shows the same', async () => {
    const other = await SelectionNode.start(pool);
    const tab = await other.person('anna', 'anna-herself');
    const { collectBy } = await anna.reserve(pool.plate(2));
    await other.catchUp();
    pool.passTo(collectBy);
    await pool.store.miss(10);
    await other.catchUp();
    expect(tab.view).toEqual(anna.view);
    expect(tab.view.stage).toBe('missed');
  });
});

test('POOL-5 what is given up comes back after the node’s delay, and until then nobody gets it', async () => {
  node.returnAfter = 30_000;
  const boris = await node.person('boris');
  await boris.becomeReady();
  await anna.hold(pool.plate(2));
  await anna.release();
  expect(await pool.store.tally()).toMatchObject({ free: 7, withheld: 1 });
  pool.passTo(boris.in('choosing').verifyFrom ?? 0);
  expect(wordOf(await boris.verify(pool.plate(2)))).toBe('taken');
  pool.pass(30_000);
  expect((await pool.store.bringBack(10)).due).toHaveLength(1);
  expect(wordOf(await boris.verify(pool.plate(2)))).toBe('held');
});
