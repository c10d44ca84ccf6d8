import { expect } from 'vitest';
import { ownerId } from '../../../protocol/ids.ts';
import { eventAfter, type Harness, LATER, tallyOf, wordOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

/** Opens sixteen numbers, one of which an applicant has reserved. */
const reserving = async (pool: Harness, terms: { readonly collectBy?: number; readonly bannedUntil?: number } = {}) => {
  const { anna, number, other } = await pool.holding();
  const command = await anna.toReserve(terms);
  await pool.store.reserve(command);
  return { anna, number, other, record: command.next.record, before: await pool.position() };
};

export const collectionContract = (it: PoolTest): void => {
  it('DONE-3 register makes a reservation final, with one event', async ({ pool }) => {
    const { anna, before } = await reserving(pool);
    const command = await anna.toRegister();

    const reply = await pool.store.register(command);

    const state = { version: 3, record: command.next.record, hold: null };
    expect(reply).toMatchObject({ outcome: 'registered', answer: command.next.answer, numbers: [], version: 3 });
    expect(await anna.read()).toMatchObject(state);
    expect(await pool.events(before)).toEqual([
      eventAfter(before, { at: reply.now, type: 'plateRegistered', selection: anna.id, state }),
    ]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 16, free: 15, registered: 1 }));
  });

  it('DONE-3 a registered number is never missed, is nobody else’s, and its owner is not banned', async ({ pool }) => {
    const { anna, number } = await reserving(pool, { collectBy: (await pool.store.now()) + 300 });
    const early = await anna.register();
    expect(early).toMatchObject({ outcome: 'registered' });
    await pool.passTo(early.now + 300);
    expect(await pool.store.miss(10)).toMatchObject({ due: [], next: null });
    expect(await pool.applicant().hold(number)).toMatchObject({ outcome: 'taken' });
    expect(await pool.store.banOf(anna.owner)).toBeNull();
    expect(await pool.store.tally()).toMatchObject({ registered: 1, reserved: 0 });
  });

  it('DONE-3 a number is registered once, and only by the selection that has reserved it', async ({ pool }) => {
    const { anna } = await reserving(pool);
    const [bert, carl] = [pool.applicant(), pool.applicant()];
    await carl.draw(2);
    await anna.register();
    const before = await pool.position();
    for (const who of [anna, bert, carl]) {
      expect(await who.register()).toMatchObject({
        outcome: 'reservationGone',
        answer: '{}',
      });
    }
    expect(await pool.position()).toEqual(before);
  });

  it('DONE-4 while now < collectBy a number is registered, from collectBy on never', async ({ pool }) => {
    const numbers = await pool.open(4);
    const collectBy = (await pool.store.now()) + 400;
    const applicants = numbers.map((number) => ({ anna: pool.applicant(), number }));
    for (const { anna, number } of applicants) {
      await anna.hold(number);
      await anna.reserve({ collectBy });
    }
    const words = new Set<string>();
    for (const [i, { anna }] of applicants.entries()) {
      const command = await anna.toRegister();
      await pool.passTo(collectBy - ([300, 1, 0, -1][i] ?? 0));
      const reply = await pool.store.register(command);
      expect(wordOf(reply)).toBe(reply.now < collectBy ? 'registered' : 'reservationGone');
      words.add(wordOf(reply));
    }
    expect(words.size).toBe(2);
  });

  it('DONE-4 at collectBy and not before, a number comes back, with one event, and its owner is banned', async ({
    pool,
  }) => {
    const collectBy = (await pool.store.now()) + 200;
    const { anna, number, record, before } = await reserving(pool, { collectBy, bannedUntil: LATER });
    await pool.passTo(collectBy - 1);
    const early = await pool.store.miss(10);
    if (early.now < collectBy) {
      expect(early).toEqual({ due: [], next: collectBy, now: early.now });
      expect(await pool.store.banOf(anna.owner)).toBeNull();
    }
    await pool.passTo(collectBy);
    const late = early.now < collectBy ? await pool.store.miss(10) : early;

    expect(late).toEqual({ due: [collectBy], next: null, now: expect.any(Number) });
    expect(await pool.events(before)).toEqual([
      eventAfter(before, { at: late.now, type: 'collectionMissed', freed: [number], selection: anna.id }),
    ]);
    expect(await anna.read()).toMatchObject({ version: 2, record, hold: null });
    expect(await pool.store.banOf(anna.owner)).toBe(LATER);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 16, free: 16 }));
    expect(await pool.applicant().hold(number)).toMatchObject({ outcome: 'held' });
  });

  it('DONE-4 missed numbers come back in bounded batches, earliest first, each with its event', async ({ pool }) => {
    const numbers = await pool.open(9);
    const days = [7, 3, 9, 1, 8, 2, 6, 4, 5];
    for (const [i, number] of numbers.entries()) {
      const anna = pool.applicant();
      await anna.hold(number);
      await anna.reserve({ collectBy: days[i] ?? 0 });
    }
    const before = await pool.position();
    expect(await pool.store.miss(4)).toMatchObject({ due: [1, 2, 3, 4], next: 5 });
    expect(await pool.store.miss(4)).toMatchObject({ due: [5, 6, 7, 8], next: 9 });
    expect(await pool.store.miss(4)).toMatchObject({ due: [9], next: null });
    expect(await pool.store.miss(4)).toMatchObject({ due: [], next: null });
    const earliestFirst = numbers.toSorted((a, b) => (days[a] ?? 0) - (days[b] ?? 0));
    expect((await pool.events(before)).map(({ type, freed }) => [type, freed])).toEqual(
      earliestFirst.map((number) => ['collectionMissed', [number]]),
    );
  });

  it('ELIG-3 a selection with a reservation that stands reserves nothing else', async ({ pool }) => {
    const { anna, number, other } = await reserving(pool);
    await anna.hold(other);
    const before = await pool.position();
    expect(await anna.reserve()).toMatchObject({
      outcome: 'reservedAlready',
      answer: '{}',
    });
    expect(await pool.position()).toEqual(before);
    expect(await pool.applicant().hold(number)).toMatchObject({ outcome: 'taken' });
  });

  it('POOL-4 a missed number that nobody has noticed is not lost when its selection reserves another', async ({
    pool,
  }) => {
    const { anna, number, other } = await reserving(pool, { collectBy: 1, bannedUntil: 2 });
    await anna.hold(other);
    const before = await pool.position();
    expect(await anna.reserve()).toMatchObject({ outcome: 'reserved' });
    expect(await pool.events(before)).toMatchObject([
      { type: 'collectionMissed', freed: [number], selection: anna.id },
      { type: 'plateReserved', selection: anna.id },
    ]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 16, free: 15, reserved: 1 }));
  });
};

export const banContract = (it: PoolTest): void => {
  it('ELIG-4 a ban refuses hold and draw, names its end and costs nothing, not even the captcha', async ({ pool }) => {
    const { anna, number } = await reserving(pool, { collectBy: 1, bannedUntil: LATER });
    await pool.store.miss(10);
    // Another vehicle of the same owner.
    const second = pool.applicant('second', anna.owner);
    const captcha = await second.captcha();
    const before = await pool.position();
    for (const reply of [
      await second.hold(number, { captcha }),
      await second.draw(3, { captcha }),
      await anna.hold(number),
    ]) {
      expect(reply).toMatchObject({ outcome: 'banned', answer: JSON.stringify({ until: String(LATER) }), numbers: [] });
    }
    expect(await pool.position()).toEqual(before);
    expect(await second.read()).toMatchObject({ version: 0, record: null, hold: null });

    await pool.store.liftBan(anna.owner);
    expect(await second.hold(number, { captcha })).toMatchObject({ outcome: 'held' });
  });

  it('ELIG-4 a ban concerns its owner alone, and leaves alone what is held', async ({ pool }) => {
    const { anna, number, other } = await reserving(pool, { collectBy: 1, bannedUntil: LATER });
    const second = pool.applicant('second', anna.owner);
    await second.hold(other);
    await pool.store.miss(10);
    expect(await pool.applicant().hold(number)).toMatchObject({ outcome: 'held' });
    expect(await second.confirm(other)).toMatchObject({ outcome: 'confirmed' });
    expect(await second.reserve()).toMatchObject({ outcome: 'reserved' });
    expect(await second.register()).toMatchObject({ outcome: 'registered' });
  });

  it('ELIG-4 a ban ends by itself, at its instant', async ({ pool }) => {
    const bannedUntil = (await pool.store.now()) + 300;
    const { anna, number } = await reserving(pool, { collectBy: 1, bannedUntil });
    await pool.store.miss(10);
    expect(await pool.store.banOf(anna.owner)).toBe(bannedUntil);
    const words = new Set<string>();
    for (const lead of [250, 1, 0]) {
      const command = await pool.applicant(undefined, anna.owner).toHold(number, { captcha: await anna.captcha() });
      await pool.passTo(bannedUntil - lead);
      const reply = await pool.store.hold(command);
      // Another's captcha: past the ban it is looked at, and found to be none.
      expect(wordOf(reply)).toBe(reply.now < bannedUntil ? 'banned' : 'captchaSpent');
      words.add(wordOf(reply));
    }
    expect(words.size).toBe(2);
    expect(await pool.store.banOf(anna.owner)).toBeNull();
    expect(await pool.store.liftBan(anna.owner)).toBe(false);
  });

  it('ELIG-4 a ban can be lifted, once', async ({ pool }) => {
    const { anna, number } = await reserving(pool, { collectBy: 1, bannedUntil: LATER });
    await pool.store.miss(10);
    expect(await pool.store.liftBan(anna.owner)).toBe(true);
    expect(await pool.store.liftBan(anna.owner)).toBe(false);
    expect(await pool.store.banOf(anna.owner)).toBeNull();
    expect(await anna.hold(number)).toMatchObject({ outcome: 'held' });
  });

  it('ELIG-4 nobody is banned who has missed nothing', async ({ pool }) => {
    const { anna } = await reserving(pool);
    await pool.store.miss(10);
    for (const owner of [anna.owner, ownerId.parse('nobody')]) {
      expect(await pool.store.banOf(owner)).toBeNull();
      expect(await pool.store.liftBan(owner)).toBe(false);
    }
  });

  it('DONE-4 of two bans the one that ends later counts', async ({ pool }) => {
    const numbers = await pool.openSome();
    const owner = ownerId.parse('firm');
    for (const [i, bannedUntil] of [LATER - 5, LATER - 1, LATER - 3].entries()) {
      const vehicle = pool.applicant(undefined, owner);
      await vehicle.hold(numbers[i] ?? numbers[0]);
      await vehicle.reserve({ collectBy: 1 + i, bannedUntil });
    }
    expect(await pool.store.miss(10)).toMatchObject({ due: [1, 2, 3] });
    expect(await pool.store.banOf(owner)).toBe(LATER - 1);
  });
};
