import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import type { PoolEvent, Position, Snapshot } from '../../server/pool/store.ts';
import { type PoolFollower, StreamReader } from '../../server/stream/reader.ts';
import { Harness } from '../pool/harness.ts';
import { MemoryPoolStore } from '../pool/memory-store.ts';

type Told = readonly ['afresh' | 'applied', offset: number];

const eventAt = (offset: number, type: PoolEvent['type'] = 'plateHeld'): PoolEvent => ({
  offset,
  at: 0,
  type,
  taken: [],
  freed: [],
});

/** A store whose snapshots are as the test last said, and whose reads of events end when the test says so. */
class SlowStore {
  snapshotAt: Position | Error = { epoch: 'first', offset: 0 };
  readonly asked: Position[] = [];
  readonly #answers: ((answer: readonly PoolEvent[] | 'gone' | Error) => void)[] = [];

  readonly snapshot = async (): Promise<Snapshot> => {
    if (this.snapshotAt instanceof Error) throw this.snapshotAt;
    return { now: 0, position: this.snapshotAt, blocks: [], free: new Uint8Array() };
  };

  readonly eventsAfter = (position: Position): Promise<readonly PoolEvent[] | 'gone'> =>
    new Promise((resolve, reject) => {
      this.asked.push(position);
      this.#answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });

  /** Ends the oldest read that waits, and resolves when the reader asks again. */
  async answer(answer: readonly PoolEvent[] | 'gone' | Error): Promise<void> {
    const asked = this.asked.length;
    this.#answers.shift()?.(answer);
    await vi.waitFor(() => expect(this.asked).toHaveLength(asked + 1));
  }

  /** Ends every read that waits. */
  release(): void {
    for (const answer of this.#answers.splice(0)) answer([]);
  }
}

const open: { reader: StreamReader; release: () => unknown }[] = [];
afterEach(async () => {
  for (const { reader, release } of open.splice(0)) {
    const stopped = reader.stop();
    release();
    await stopped;
  }
});

const log = pino({ level: 'silent' });

/** Reads a store, and records what the follower is told, as far as it takes it. */
const follow = async (
  store: ConstructorParameters<typeof StreamReader>[0],
  { apply, goesOn }: { apply?: PoolFollower['apply']; goesOn?: () => Promise<boolean> } = {},
) => {
  const told: Told[] = [];
  const follower: PoolFollower = {
    startAfresh: ({ position }) => told.push(['afresh', position.offset]),
    apply: (event) => {
      apply?.(event);
      told.push(['applied', event.offset]);
    },
  };
  const reader = new StreamReader(store, follower, log, goesOn);
  await reader.start();
  open.push({ reader, release: () => store instanceof SlowStore && store.release() });
  return { reader, told };
};
const openReader = async (store = new SlowStore(), ways?: Parameters<typeof follow>[1]) => ({
  store,
  ...(await follow(store, ways)),
});

test('P7 a snapshot comes first, then every event after it, in order', async () => {
  const store = new SlowStore();
  store.snapshotAt = { epoch: 'first', offset: 7 };
  const { reader, told } = await openReader(store);
  await store.answer([eventAt(8), eventAt(9)]);
  await store.answer([]);
  await store.answer([eventAt(10)]);
  expect(told).toEqual([
    ['afresh', 7],
    ['applied', 8],
    ['applied', 9],
    ['applied', 10],
  ]);
  expect(store.asked.map(({ offset }) => offset)).toEqual([7, 9, 9, 10]);
  expect(reader.position).toEqual({ epoch: 'first', offset: 10 });
});

test('P7 LIVE-3 where events are lost, or the pool lives anew, the reader starts afresh and goes on from there', async () => {
  const { store, reader, told } = await openReader();
  await store.answer([eventAt(1)]);
  store.snapshotAt = { epoch: 'second', offset: 3 };
  await store.answer('gone');
  await store.answer([eventAt(4)]);
  expect(told).toEqual([
    ['afresh', 0],
    ['applied', 1],
    ['afresh', 3],
    ['applied', 4],
  ]);
  expect(store.asked.at(-1)).toEqual({ epoch: 'second', offset: 4 });
  expect(reader.position).toEqual({ epoch: 'second', offset: 4 });
});

test('P7 after a gap nothing is read before it is sure that the pool goes on', async () => {
  const goesOn = vi.fn<() => Promise<boolean>>(async () => true).mockResolvedValueOnce(false);
  const { store, told } = await openReader(new SlowStore(), { goesOn });
  expect(goesOn).not.toHaveBeenCalled();
  await store.answer('gone');
  expect(goesOn).toHaveBeenCalledTimes(2);
  expect(told).toEqual([
    ['afresh', 0],
    ['afresh', 0],
  ]);
});

test('POOL-2 a block that is opened is a fresh start; what its snapshot holds already is not applied again', async () => {
  const { store, told } = await openReader();
  store.snapshotAt = { epoch: 'first', offset: 3 };
  await store.answer([eventAt(1), eventAt(2, 'blockOpened'), eventAt(3)]);
  await store.answer([eventAt(4)]);
  expect(told).toEqual([
    ['afresh', 0],
    ['applied', 1],
    ['afresh', 3],
    ['applied', 4],
  ]);
});

test('P7 after an error it starts afresh, as often as it takes', async () => {
  const { store, reader, told } = await openReader();
  await store.answer([eventAt(1)]);
  const { snapshot } = store;
  const outages = vi.fn<typeof snapshot>(snapshot).mockRejectedValueOnce(new Error('no connection'));
  const failing = Object.assign(store, { snapshot: outages });
  failing.snapshotAt = { epoch: 'first', offset: 5 };
  await store.answer(new Error('no connection'));
  expect(outages).toHaveBeenCalledTimes(2);
  expect(told).toEqual([
    ['afresh', 0],
    ['applied', 1],
    ['afresh', 5],
  ]);
  expect(reader.position?.offset).toBe(5);
});

test('P7 an event that the follower cannot take is followed by a fresh start', async () => {
  const refuse = vi.fn<() => void>().mockImplementationOnce(() => {
    throw new Error('does not follow');
  });
  const { store, told } = await openReader(new SlowStore(), { apply: refuse });
  store.snapshotAt = { epoch: 'first', offset: 2 };
  await store.answer([eventAt(1), eventAt(2)]);
  await store.answer([eventAt(3)]);
  expect(told).toEqual([
    ['afresh', 0],
    ['afresh', 2],
    ['applied', 3],
  ]);
});

test('start rejects where the store does not answer', async () => {
  const store = new SlowStore();
  store.snapshotAt = new Error('no connection');
  await expect(openReader(store)).rejects.toThrow('no connection');
  expect(store.asked).toEqual([]);
});

test('stop waits for the read that is under way, and begins no other', async () => {
  const { store, reader, told } = await openReader();
  let stopped = false;
  const stop = reader.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  store.release();
  await stop;
  expect(store.asked).toHaveLength(1);
  expect(told).toEqual([['afresh', 0]]);
});

test('stop ends a reader whose store is gone', async () => {
  const { store, reader } = await openReader();
  const stop = reader.stop();
  store.snapshotAt = new Error('no connection');
  for (const _ of store.asked) store.release();
  await expect(stop).resolves.toBeUndefined();
});

test('P6 P7 replaying a store’s events from a snapshot meets every change once', async () => {
  const keeper = new MemoryPoolStore(() => 1_450_000_000_000);
  const pool = new Harness({ store: keeper, passTo: async () => undefined });
  const [one, two] = await pool.openSome();
  const { reader, told } = await follow(keeper);
  for (const number of [one, two]) {
    const anna = pool.applicant();
    await anna.hold(number);
    await anna.release();
  }
  await pool.open(4);
  await vi.waitFor(() => expect(reader.position?.offset).toBe(6));
  const applied = told.flatMap(([what, offset]) => (what === 'applied' ? [offset] : []));
  expect(applied).toEqual(applied.toSorted((a, b) => a - b));
  expect(new Set(applied).size).toBe(applied.length);
  expect(told.at(-1)).toEqual(['afresh', 6]);
  expect(told[0]).toEqual(['afresh', 1]);
});
