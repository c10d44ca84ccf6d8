import { expect } from 'vitest';
import { blockId } from '../../../protocol/ids.ts';
import { serial } from '../../../protocol/plate.ts';
import type { Address } from '../../../server/pool/block.ts';
import type { ScheduledBlock } from '../../../server/pool/store.ts';
import { eventAfter, numbersOf, smallOpening, tallyOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

export const withheldContract = (it: PoolTest): void => {
  it('POOL-4 P6 a number that is named twice is withheld once, and freed once', async ({ pool }) => {
    const [one, two] = await pool.open(5);
    if (one === undefined || two === undefined) throw new Error('five numbers are free');
    const before = await pool.position();
    expect(await pool.store.withhold([one, one, two])).toEqual([one, two]);
    expect(await pool.store.unwithhold([one, one])).toEqual([one]);
    expect((await pool.events(before)).map(({ taken, freed }) => [taken, freed])).toEqual([
      [[one, two], []],
      [[], [one]],
    ]);
    // A count that had gone wrong would give fewer, or look for more than there are.
    expect(numbersOf(await pool.applicant().draw(5))).toHaveLength(4);
  });

  it('POOL-4 a number that is named twice among those that a block opens without is withheld once', async ({
    pool,
  }) => {
    const opening = smallOpening([], 5, [0, 1, 2, 3, 4]);
    await pool.openBlock({ ...opening, withheld: [0, 0] as Address[] });
    expect(numbersOf(await pool.applicant().draw(5))).toHaveLength(4);
  });

  it('POOL-2 withheld numbers are not holdable nor drawable until they are freed again, each with one event', async ({
    pool,
  }) => {
    const [one, two, three] = await pool.open(5);
    if (one === undefined || two === undefined || three === undefined) throw new Error('five numbers are free');
    const before = await pool.position();
    expect(await pool.store.withhold([one, two, three])).toEqual([one, two, three]);
    expect(await pool.applicant().hold(one)).toMatchObject({ outcome: 'taken' });
    const drawn = numbersOf(await pool.applicant().draw(5));
    expect(drawn.toSorted((a, b) => a - b)).toEqual([three + 1, three + 2]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 5, held: 2, withheld: 3 }));

    expect(await pool.store.unwithhold([one, three])).toEqual([one, three]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 5, held: 2, withheld: 1, free: 2 }));
    expect(await pool.applicant().hold(one)).toMatchObject({ outcome: 'held' });
    const at = expect.any(Number);
    expect((await pool.events(before)).filter(({ selection }) => selection === undefined)).toEqual([
      eventAfter(before, { at, type: 'numbersWithheld', taken: [one, two, three] }),
      eventAfter(before, { at, type: 'numbersUnwithheld', freed: [one, three], offset: before.offset + 4 }),
    ]);
  });

  it('POOL-4 only what is free can be withheld, and only what is withheld can be freed', async ({ pool }) => {
    const numbers = await pool.open(8, [0, 1, 2, 3, 4, 5]);
    const [held, reserved, registered, withheld, free] = numbers;
    if (held === undefined || reserved === undefined || registered === undefined) throw new Error('six are free');
    if (withheld === undefined || free === undefined) throw new Error('six are free');
    await pool.applicant().hold(held);
    for (const number of [reserved, registered]) {
      const anna = pool.applicant();
      await anna.hold(number);
      await anna.reserve();
      if (number === registered) await anna.register();
    }
    const neverFree = 7 as Address;
    const everyone = [held, reserved, registered, withheld, neverFree];
    await pool.store.withhold([withheld]);
    const before = await pool.position();
    expect(await pool.store.withhold(everyone)).toEqual([]);
    expect(await pool.store.unwithhold([held, reserved, registered, free, neverFree])).toEqual([]);
    expect(await pool.store.withhold([])).toEqual([]);
    expect(await pool.store.unwithhold([])).toEqual([]);
    expect(await pool.position()).toEqual(before);
    expect(await pool.store.tally()).toEqual(
      tallyOf({ opened: 6, free: 2, held: 1, reserved: 1, registered: 1, withheld: 1 }),
    );
  });

  it('POOL-2 a thousand numbers are withheld and freed in one act each', async ({ pool }) => {
    const numbers = await pool.open(1_000);
    const before = await pool.position();
    expect(await pool.store.withhold(numbers)).toEqual(numbers);
    expect(await pool.applicant().draw(1)).toMatchObject({ outcome: 'noneFree' });
    expect(await pool.store.unwithhold(numbers)).toEqual(numbers);
    expect((await pool.position()).offset).toBe(before.offset + 2);
  });

  it('POOL-4 of many numbers, near one another or far apart, just those that are named are withheld and freed', async ({
    pool,
  }) => {
    const numbers = await pool.open(20_000);
    const near = numbers.slice(3, 3_003).filter((_, i) => i % 3 === 0);
    const far = numbers.filter((_, i) => i > 4_000 && i % 200 === 0);
    for (const some of [near, far]) expect(await pool.store.withhold(some)).toEqual(some);
    for (const some of [near, far]) {
      const half = some.filter((_, i) => i % 2 === 0);
      expect(await pool.store.unwithhold(half)).toEqual(half);
    }
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 20_000, free: 20_000 - 500 - 39, withheld: 539 }));
  });

  it('POOL-2 a block is not opened before its instant', async ({ pool }) => {
    const opening = { ...smallOpening([], 16, [0, 1, 2]), notBefore: (await pool.store.now()) + 200 };
    await pool.passTo(opening.notBefore - 1);
    const early = await pool.openBlock(opening);
    if (early === 'tooEarly') {
      expect(await pool.store.snapshot()).toMatchObject({ blocks: [], position: { offset: 0 } });
      expect(await pool.store.tally()).toEqual(tallyOf({}));
    }
    await pool.passTo(opening.notBefore);
    const now = await pool.store.now();
    expect(await pool.openBlock(opening)).toBe(early === 'tooEarly' ? 'opened' : 'openAlready');
    expect((await pool.events())[0]?.at).toBeGreaterThanOrEqual(early === 'tooEarly' ? now : opening.notBefore);
    expect(await pool.openBlock({ ...opening, notBefore: now + 60_000 })).toBe('openAlready');
  });

  it('POOL-2 a block opens without the numbers that are withheld from the first', async ({ pool }) => {
    const opening = smallOpening([], 16, [0, 1, 2, 3]);
    // The last is none of the free ones: it stays what it is.
    const withheld = [1, 3, 9] as Address[];
    expect(await pool.openBlock({ ...opening, withheld })).toBe('opened');
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 4, free: 2, withheld: 2 }));
    expect([...(await pool.store.snapshot()).free]).toEqual([0b1010_0000, 0]);
    expect(await pool.events()).toMatchObject([{ type: 'blockOpened', taken: [], freed: [] }]);
    expect(await pool.applicant().hold(1 as Address)).toMatchObject({ outcome: 'taken' });
    expect(await pool.store.unwithhold(withheld)).toEqual([1, 3]);
    expect(await pool.applicant().hold(1 as Address)).toMatchObject({ outcome: 'held' });
  });
};

export const scheduleContract = (it: PoolTest): void => {
  const scheduled = (id: string, opensAt: number): ScheduledBlock => ({
    block: { id: blockId.parse(id), name: { zh: '号段', en: 'Block' }, positions: ['0', '0', 'A', 'B', '012'] },
    opensAt,
    withheld: [serial.parse('00AB1')],
  });

  it('POOL-2 scheduled blocks are kept, earliest first, and change nothing of the pool', async ({ pool }) => {
    await pool.openSome();
    const before = await pool.position();
    expect(await pool.store.scheduled()).toEqual([]);
    const [late, early, middle] = [scheduled('late', 3_000), scheduled('early', 1), scheduled('middle', 2_000)];
    for (const opening of [late, early, middle]) await pool.store.schedule(opening);
    expect(await pool.store.scheduled()).toEqual([early, middle, late]);
    expect(await pool.position()).toEqual(before);
  });

  it('POOL-2 a scheduled block is replaced by one with its id, and forgotten once', async ({ pool }) => {
    await pool.store.schedule(scheduled('spring', 1_000));
    await pool.store.schedule(scheduled('autumn', 2_000));
    await pool.store.schedule(scheduled('spring', 3_000));
    expect(await pool.store.scheduled()).toEqual([scheduled('autumn', 2_000), scheduled('spring', 3_000)]);
    expect(await pool.store.unschedule(blockId.parse('spring'))).toBe(true);
    expect(await pool.store.unschedule(blockId.parse('spring'))).toBe(false);
    expect(await pool.store.unschedule(blockId.parse('winter'))).toBe(false);
    expect(await pool.store.scheduled()).toEqual([scheduled('autumn', 2_000)]);
  });
};
