import { expect } from 'vitest';
import { blockId } from '../../../protocol/ids.ts';
import type { Block } from '../../../server/pool/block.ts';
import { planOpening } from '../../../server/pool/opening.ts';
import { smallOpening, tallyOf } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

const planned = (blocks: readonly Block[], id: string, ...positions: string[]) =>
  planOpening(blocks, { id: blockId.parse(id), name: { zh: '号段', en: 'Block' }, positions });

export const blocksContract = (it: PoolTest): void => {
  it('POOL-2 an empty pool has no blocks, no numbers and no events', async ({ pool }) => {
    expect(await pool.store.snapshot()).toMatchObject({ blocks: [], position: { offset: 0 } });
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 0, free: 0, held: 0, reserved: 0 }));
    expect(await pool.store.lapse(10)).toMatchObject({ due: [], next: null });
    expect(await pool.applicant().read()).toMatchObject({ version: 0, record: null, hold: null });
  });

  it('POOL-2 a block is opened once, with one event', async ({ pool }) => {
    const opening = smallOpening([], 21, [0, 7, 8, 20]);
    expect(await pool.openBlock(opening)).toBe('opened');
    expect(await pool.store.openBlock(opening)).toBe('openAlready');
    const { blocks, position, free } = await pool.store.snapshot();
    const [opened] = await pool.events();
    expect(blocks).toEqual([{ ...opening.block, openedAt: opened?.at }]);
    expect(position.offset).toBe(1);
    expect([...free]).toEqual([0b1000_0001, 0b1000_0000, 0b0000_1000]);
    expect(await pool.events()).toEqual([
      { offset: 1, at: expect.any(Number), type: 'blockOpened', taken: [], freed: [], block: opening.block.id },
    ]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 4, free: 4, held: 0, reserved: 0 }));
  });

  it('POOL-2 a block planned before another was opened does not fit any more', async ({ pool }) => {
    await pool.open(21);
    const { block, free } = smallOpening([], 10, [0]);
    const late = { block: { ...block, id: blockId.parse('late') }, free };
    const before = await pool.position();
    expect(await pool.store.openBlock(late)).toBe('baseMoved');
    expect(await pool.position()).toEqual(before);
    expect((await pool.store.tally()).opened).toBe(21);
  });

  it('POOL-2 POOL-4 blocks that overlap offer each number once', async ({ pool }) => {
    const one = planned([], 'one', '01', '012', 'A', 'AB', '012');
    const two = planned([one.block], 'two', '12', '12', 'A', 'BC', '012');
    for (const { block, free } of [one, two]) {
      expect(await pool.openBlock({ block, free })).toBe('opened');
    }
    // 36 and 24 numbers, of which 1·2·1·1·3 = 6 are the same.
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 54, free: 54, held: 0, reserved: 0 }));
    expect((await pool.store.snapshot()).blocks).toMatchObject([one.block, two.block]);
  });

  it('POOL-2 numbers of every block are held and freed alike', async ({ pool }) => {
    const [one] = await pool.open(9, [8]);
    const [two] = await pool.open(12, [11]);
    if (one === undefined || two === undefined) throw new Error('one number is free in each block');
    const anna = pool.applicant();
    expect(await anna.hold(two)).toMatchObject({ outcome: 'held' });
    expect([...(await pool.store.snapshot()).free]).toEqual([0, 0b1000_0000, 0, 0]);
    await anna.release();
    expect([...(await pool.store.snapshot()).free]).toEqual([0, 0b1000_0000, 0, 0b0001_0000]);
  });

  it('P6 what was opened before stays as it is when a block is added', async ({ pool }) => {
    const { anna, number } = await pool.holding();
    await pool.open(30);
    expect((await anna.read()).hold?.numbers).toEqual([number]);
    expect(await pool.store.tally()).toEqual(tallyOf({ opened: 46, free: 45, held: 1, reserved: 0 }));
  });
};
