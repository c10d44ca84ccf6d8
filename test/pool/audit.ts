import { expect } from 'vitest';
import type { SelectionId } from '../../protocol/ids.ts';
import type { Address } from '../../server/pool/block.ts';
import type { PoolEvent, StoredSelection } from '../../server/pool/store.ts';
import { bitAt, type Harness } from './harness.ts';

/**
 * What must be true of a store after anything that a test did to it (P1, P6, POOL-4): its events, replayed from the
 * first, never take a number twice and never free a free one; they end at the snapshot, at the tally, and at every
 * selection as it reads.
 */
export const audit = async (harness: Harness): Promise<void> => {
  const { store, opened, withheldFirst } = harness;
  const { position, free: row } = await store.snapshot();
  if (position.offset === 0) return;
  const free = new Set<Address>();
  const states = new Map<SelectionId, StoredSelection>();
  let offset = 0;
  for (const event of await harness.events()) {
    expect(event.offset).toBe(++offset);
    for (const number of event.block === undefined ? [] : (opened.get(event.block) ?? [])) {
      if (!withheldFirst.has(number)) free.add(number);
    }
    for (const number of event.taken) expect(free.delete(number), `${number} was taken while it was free`).toBe(true);
    for (const number of event.freed) {
      expect(free.has(number), `${number} was freed while it was not free`).toBe(false);
      free.add(number);
    }
    if (event.selection === undefined) continue;
    const before = states.get(event.selection) ?? { version: 0, record: null, hold: null };
    if (event.state !== undefined) expect(event.state.version).toBe(before.version + 1);
    states.set(event.selection, event.state ?? (lapsedBy(event, before) ? { ...before, hold: null } : before));
  }
  expect(position.offset).toBe(offset);

  const inRow = Array.from({ length: row.length * 8 }, (_, bit) => bit as Address).filter((bit) => bitAt(row, bit));
  expect(inRow).toEqual([...free].toSorted((a, b) => a - b));

  const tally = await store.tally();
  expect(tally.free).toBe(free.size);
  expect(tally.opened).toBe([...opened.values()].flat().length);
  expect(tally.free + tally.held + tally.reserved + tally.registered + tally.withheld).toBe(tally.opened);

  for (const [id, state] of states) {
    expect(await store.readSelection(id)).toEqual({ ...state, now: expect.any(Number) });
  }
};

/** Whether an event tells that the present hold has lapsed, and not an earlier one. Numbers with a delay are not freed yet. */
const lapsedBy = ({ type, freed, at }: PoolEvent, { hold }: StoredSelection): boolean => {
  if (type !== 'holdLapsed' || hold === null) return false;
  return freed.length > 0 ? hold.numbers.every((number) => freed.includes(number)) : hold.deadline <= at;
};
