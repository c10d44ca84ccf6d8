import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { poolId } from '../../../protocol/ids.ts';
import { poolKeys, scriptKeys } from '../../../server/pool/redis/keys.ts';
import { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import { redisOfFile } from '../../support/redis.ts';
import { backUp } from '../backup.ts';
import { Harness, type Keeper, tallyOf } from '../harness.ts';
import { describeStoreContract } from '../store-contract.ts';

let pools = 0;

const redis = await redisOfFile();
const [commands, reads] = [await redis.client('commands'), await redis.client('blocking')];

/** An empty pool with a name of its own; its clock is real, so deadlines are some ten ms away. */
const open = async (): Promise<Keeper & { keys: ReturnType<typeof poolKeys> }> => {
  const pool = poolId.parse(`pool-${++pools}`);
  const store = new RedisPoolStore(pool, { commands, reads });
  const passTo = async (instant: number): Promise<void> => {
    // A timer is late by a ms or two; asking again and again for the last few meets the instant itself.
    await delay(Math.max(0, instant - (await store.now()) - 5));
    while ((await store.now()) < instant);
  };
  return { store, passTo, keys: poolKeys(pool) };
};

describeStoreContract('the store in Redis', open);

describe('what only Redis can go through', () => {
  test('SAFE-2 every verb works again after Redis has forgotten its scripts', async () => {
    const pool = new Harness(await open());
    const [number, other] = await pool.openSome();
    const anna = pool.applicant();
    const forgetting = async <T>(act: () => Promise<T>): Promise<T> => {
      await commands.scriptFlush();
      return act();
    };
    const captcha = await anna.captcha();
    const [toHold, toNote] = [await anna.toHold(number, { captcha }), await anna.toNote({ version: 1 })];
    expect(await forgetting(() => pool.store.hold(toHold))).toMatchObject({ outcome: 'held' });
    expect(await forgetting(() => pool.store.note(toNote))).toMatchObject({ outcome: 'noted' });
    const [toConfirm, toReserve] = [await anna.toConfirm(number), await anna.toReserve({ version: 3 })];
    expect(await forgetting(() => pool.store.confirm(toConfirm))).toMatchObject({ outcome: 'confirmed' });
    expect(await forgetting(() => pool.store.reserve(toReserve))).toMatchObject({ outcome: 'reserved' });
    const toDraw = await anna.toDraw(2);
    expect(await forgetting(() => pool.store.draw(toDraw))).toMatchObject({ outcome: 'drawn' });
    const toRelease = await anna.toRelease();
    expect(await forgetting(() => pool.store.release(toRelease))).toMatchObject({ outcome: 'released' });
    const toRemember = await anna.toRemember();
    expect(await forgetting(() => pool.store.remember(toRemember))).toMatchObject({ outcome: 'remembered' });
    expect(await forgetting(() => pool.store.lapse(1))).toMatchObject({ due: [] });
    expect(await forgetting(() => anna.read())).toMatchObject({ version: 6 });
    const toRegister = await anna.toRegister();
    expect(await forgetting(() => pool.store.register(toRegister))).toMatchObject({ outcome: 'registered' });
    expect(await forgetting(() => pool.store.miss(1))).toMatchObject({ due: [] });
    expect(await forgetting(() => pool.store.bringBack(1))).toMatchObject({ due: [] });
    expect(await forgetting(() => pool.store.withhold([other]))).toEqual([other]);
    expect(await forgetting(() => pool.store.unwithhold([other]))).toEqual([other]);
    expect(await forgetting(() => pool.store.liftBan(anna.owner))).toBe(false);
    expect(await forgetting(() => pool.store.snapshot())).toMatchObject({ position: { offset: 10 } });
    expect(await forgetting(() => pool.store.tally())).toEqual(tallyOf({ opened: 16, free: 15, registered: 1 }));
  });

  test('SAFE-1 of each selection the last 256 answers are remembered', async () => {
    const { keys, ...keeper } = await open();
    const pool = new Harness(keeper);
    await pool.openSome();
    const anna = pool.applicant();
    const commandsSent = [];
    for (let i = 0; i < 300; i += 1) commandsSent.push(await anna.toRemember());
    for (const command of commandsSent) await pool.store.remember(command);

    const kinds = (await commands.hKeys(keys.selection(anna.id))).map((field) => field.split(':')[0]);
    expect(kinds.filter((kind) => kind === 'by')).toHaveLength(256);
    expect(kinds.filter((kind) => kind === 'nth')).toHaveLength(256);
    const [oldest, kept] = [commandsSent[43], commandsSent[44]];
    if (oldest === undefined || kept === undefined) throw new Error('300 commands were sent');
    expect(await pool.store.remember(kept)).toMatchObject({ status: 'repeated' });
    expect(await pool.store.remember(oldest)).toMatchObject({ status: 'done' });
  });

  test('P7 after the loss of all data everything is refused, until another life of the pool is followed', async () => {
    const pool = new Harness(await open());
    const [number] = await pool.openSome();
    const anna = pool.applicant();
    const position = await pool.position();
    const said = [await anna.toHold(number), await anna.toDraw(1), await anna.toConfirm(number)] as const;
    const [toNote, toRemember, toReserve] = [await anna.toNote(), await anna.toRemember(), await anna.toReserve()];
    const [toRelease, toRegister] = [toReserve, await anna.toRegister()];
    await commands.flushAll();
    const store = pool.store as RedisPoolStore;
    const replies = [
      await store.hold(said[0]),
      await store.draw(said[1]),
      await store.confirm(said[2]),
      await store.release(toRelease),
      await store.reserve(toReserve),
      await store.register(toRegister),
      await store.note(toNote),
      await store.remember(toRemember),
    ];
    for (const reply of replies) expect(reply).toEqual({ status: 'wrongEpoch', now: expect.any(Number) });
    for (const act of [store.lapse, store.miss, store.bringBack]) expect((await act(9)).due).toEqual([]);
    for (const act of [() => store.withhold([number]), () => store.unwithhold([number]), () => pool.open(8)])
      await expect(act()).rejects.toThrow('not the pool that was read');
    expect(await commands.dbSize()).toBe(0);
    expect(await store.eventsAfter(position, 20)).toBe('gone');
    // Reading what is there is not yet believing it.
    await store.snapshot();
    await expect(pool.open(8)).rejects.toThrow('not the pool that was read');

    store.follow('');
    const again = new Harness(pool);
    const [free] = await again.openSome();
    expect((await again.position()).epoch).not.toBe(position.epoch);
    expect(await store.eventsAfter(position, 20)).toBe('gone');
    expect(await anna.hold(free)).toMatchObject({ outcome: 'held' });
  });

  test('P7 that events were trimmed before they were read is noticed, though nothing happens after them', async () => {
    const { keys, ...keeper } = await open();
    const pool = new Harness(keeper);
    const [number] = await pool.openSome();
    const position = await pool.position();
    await pool.applicant().hold(number);
    expect(await pool.store.eventsAfter(position, 20)).toHaveLength(1);
    await commands.xTrim(keys.events, 'MAXLEN', 0);
    expect(await pool.store.eventsAfter(position, 20)).toBe('gone');
    expect(await pool.store.eventsAfter(await pool.position(), 20)).toEqual([]);
  });

  test('P7 in a pool that stands before what this node has seen of it nothing is done, though its epoch is the same', async () => {
    const { keys, ...keeper } = await open();
    const pool = new Harness(keeper);
    const [one, two] = await pool.openSome();
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    await anna.hold(one, { deadline: 1 });
    const restore = await backUp(commands, scriptKeys(keys));
    await bert.note();
    await pool.store.withhold([two]);
    await pool.position();

    await restore();
    expect(await bert.hold(two)).toMatchObject({ status: 'wrongEpoch' });
    expect((await pool.store.lapse(9)).due).toEqual([]);
    await expect(pool.store.unwithhold([two])).rejects.toThrow('not the pool that was read');
    expect((await pool.position()).offset).toBe(2);

    (pool.store as RedisPoolStore).follow('');
    await pool.position();
    expect((await pool.store.lapse(9)).due).toEqual([1]);
    expect(await bert.hold(two)).toMatchObject({ outcome: 'held' });
  });

  test('P7 a reader whose next event was trimmed away starts afresh', async () => {
    const { keys, ...keeper } = await open();
    const pool = new Harness(keeper);
    await pool.openSome();
    const anna = pool.applicant();
    for (let i = 0; i < 5; i += 1) await anna.note();
    const { epoch } = await pool.position();
    await commands.xTrim(keys.events, 'MAXLEN', 3);
    expect(await pool.store.eventsAfter({ epoch, offset: 2 }, 20)).toBe('gone');
    expect(await pool.store.eventsAfter({ epoch, offset: 3 }, 20)).toHaveLength(3);
  });

  test('P3 a captcha is kept for as long as it may live, and then goes by itself', async () => {
    const { keys, ...keeper } = await open();
    const pool = new Harness(keeper);
    const anna = pool.applicant();
    const day = 86_400_000;
    const { id } = await anna.captcha({ expiresAt: (await pool.store.now()) + day });
    const left = await commands.pTTL(keys.captcha(id));
    expect(left).toBeGreaterThan(day);
    expect(left).toBeLessThan(2 * day);
  });

  test('P1 a command that the script cannot read changes nothing', async () => {
    const pool = new Harness(await open());
    await pool.openSome();
    const anna = pool.applicant();
    const before = await pool.position();
    await expect(anna.hold(-1 as never)).rejects.toThrow();
    expect(await pool.position()).toEqual(before);
    expect((await anna.read()).version).toBe(0);
  });
});
