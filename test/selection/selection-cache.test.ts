import { expect, test } from 'vitest';
import { selectionId } from '../../protocol/ids.ts';
import { authoritySettings } from '../../server/authority/settings.ts';
import type { PoolEvent, StoredSelection } from '../../server/pool/store.ts';
import { SelectionCache } from '../../server/selection/selection-cache.ts';

const id = selectionId.parse('anna');
const settings = authoritySettings.parse({ hours: 'always' });

/** A store whose reads end when the test says so. */
const slowReads = () => {
  const reads: { resolve: (stored: StoredSelection) => void; reject: (error: Error) => void }[] = [];
  const readSelection = () =>
    new Promise<StoredSelection & { now: number }>((resolve, reject) => {
      reads.push({ resolve: (stored) => resolve({ ...stored, now: 0 }), reject });
    });
  return { reads, present: new SelectionCache({ readSelection }, settings) };
};
/** The same after its first reading. */
const attachedAt = async (version: number) => {
  const slow = slowReads();
  const attached = slow.present.attach(id);
  slow.reads[0]?.resolve(at(version));
  await attached;
  return slow;
};
const at = (version: number): StoredSelection => ({ version, record: null, hold: null });
const eventOf = (state: StoredSelection): PoolEvent => ({
  offset: state.version,
  at: 0,
  type: 'selectionNoted',
  taken: [],
  freed: [],
  selection: id,
  state,
});

test('FLOW-4 a selection is read once for all of its connections, and forgotten with the last', async () => {
  const { reads, present } = slowReads();
  const attached = Promise.all([present.attach(id), present.attach(id)]);
  expect(reads).toHaveLength(1);
  reads[0]?.resolve(at(3));
  await attached;
  expect([present.size, present.get(id)?.version]).toEqual([1, 3]);
  present.detach(id);
  expect(present.get(id)?.version).toBe(3);
  present.detach(id);
  expect([present.size, present.get(id)]).toEqual([0, undefined]);
});

test('P9 an event that overtakes the first reading wins', async () => {
  const { reads, present } = slowReads();
  const attached = present.attach(id);
  expect(present.apply(eventOf(at(4)))).toBe(true);
  reads[0]?.resolve(at(3));
  await attached;
  expect(present.get(id)?.version).toBe(4);
});

test('an event of a selection that is not attached here concerns nobody', () => {
  const { present } = slowReads();
  expect(present.apply(eventOf(at(1)))).toBe(false);
  expect(present.get(id)).toBeUndefined();
});

test('SAFE-3 where the store did not answer, whoever comes later is let in', async () => {
  const { reads, present } = slowReads();
  const both = Promise.allSettled([present.attach(id), present.attach(id)]);
  reads[0]?.reject(new Error('no connection'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(present.attached).toBe(2);
  for (let nth = 0; nth < 2; nth += 1) present.detach(id);
  expect([present.size, present.attached]).toEqual([0, 0]);

  const later = present.attach(id);
  reads[1]?.resolve(at(3));
  await later;
  expect(present.get(id)?.version).toBe(3);
});

test('P7 after a gap the store is right, also where a failover has lost the last versions', async () => {
  const { reads, present } = await attachedAt(9);
  const afresh = present.readAfresh(id);
  reads[1]?.resolve(at(7));
  await afresh;
  expect(present.get(id)?.version).toBe(7);

  // From then on the higher version wins again.
  const again = present.reload(id);
  present.learn(id, at(8));
  reads[2]?.resolve(at(7));
  await again;
  expect(present.get(id)?.version).toBe(8);
});

test('P7 FLOW-4 after a gap a selection whose reading fails is read again, until it is read', async () => {
  const { reads, present } = await attachedAt(2);
  const told: string[] = [];
  const waiting: (() => void)[] = [];
  present.readAllAfresh(
    (each) => told.push(each),
    (again) => waiting.push(again),
  );
  reads[1]?.reject(new Error('no connection'));
  await expect.poll(() => waiting.length).toBe(1);
  expect(told).toEqual([]);
  waiting[0]?.();
  reads[2]?.resolve(at(3));
  await expect.poll(() => told).toEqual([id]);
  expect(present.get(id)?.version).toBe(3);
});

test('P7 a selection that nobody is attached to any more is not read again', async () => {
  const { reads, present } = await attachedAt(2);
  const waiting: (() => void)[] = [];
  present.readAllAfresh(
    () => undefined,
    (again) => waiting.push(again),
  );
  reads[1]?.reject(new Error('no connection'));
  await expect.poll(() => waiting.length).toBe(1);
  present.detach(id);
  waiting[0]?.();
  expect(reads).toHaveLength(2);
});
