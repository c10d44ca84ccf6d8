import { expect } from 'vitest';
import type { PoolTest } from '../store-contract.ts';

export const eventsContract = (it: PoolTest): void => {
  it('P6 events come in the order of the changes, without a gap, from any position', async ({ pool }) => {
    const [one, two] = await pool.openSome();
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    await anna.hold(one);
    await bert.hold(one);
    await anna.confirm(one);
    await bert.note();
    await anna.release();
    await anna.draw(3, { deadline: 1 });
    await pool.store.lapse(1);
    await bert.hold(two);
    await bert.reserve();

    const all = await pool.events();
    expect(all.map(({ type }) => type)).toEqual([
      'blockOpened',
      'plateHeld',
      'tryUsed',
      'plateConfirmed',
      'selectionNoted',
      'holdReleased',
      'platesDrawn',
      'holdLapsed',
      'plateHeld',
      'plateReserved',
    ]);
    const { epoch } = await pool.position();
    for (const [offset] of all.entries()) expect(await pool.events({ epoch, offset })).toEqual(all.slice(offset));
  });

  it('P7 where nothing is missing and nothing comes, the answer is no events', async ({ pool }) => {
    await pool.openSome();
    expect(await pool.store.eventsAfter(await pool.position(), 20)).toEqual([]);
  });

  it('P7 a reader that waits gets the event when it comes', async ({ pool }) => {
    await pool.openSome();
    const position = await pool.position();
    const waiting = pool.store.eventsAfter(position, 10_000);
    const anna = pool.applicant();
    await anna.note();
    expect(await waiting).toMatchObject([{ offset: position.offset + 1, type: 'selectionNoted', selection: anna.id }]);
  });

  it('P7 a position of another life of the pool is gone', async ({ pool }) => {
    await pool.openSome();
    const { offset } = await pool.position();
    expect(await pool.store.eventsAfter({ epoch: 'another', offset: offset - 1 }, 20)).toBe('gone');
    expect(await pool.store.eventsAfter({ epoch: 'another', offset }, 20)).toBe('gone');
  });

  it('P7 a position that this life of the pool has not reached is gone', async ({ pool }) => {
    await pool.openSome();
    const { epoch, offset } = await pool.position();
    expect(await pool.store.eventsAfter({ epoch, offset: offset + 1 }, 20)).toBe('gone');
  });

  it('P7 a thousand events and more are read without a gap', async ({ pool }) => {
    await pool.openSome();
    const anna = pool.applicant();
    const command = await anna.toNote();
    const sent = Array.from({ length: 2_100 }, (_, version) => {
      const id = `${command.id.slice(0, 8)}-${version}` as typeof command.id;
      return pool.store.note({ ...command, id, version });
    });
    await Promise.all(sent);
    expect(await pool.events()).toHaveLength(2_101);
  });
};
