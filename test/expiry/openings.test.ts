import { pino } from 'pino';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { blockId } from '../../protocol/ids.ts';
import { serial } from '../../protocol/plate.ts';
import { Openings } from '../../server/expiry/openings.ts';
import { Lifecycle } from '../../server/lifecycle.ts';
import { addressOf } from '../../server/pool/block.ts';
import { openBlocks, type WantedBlock } from '../../server/pool/opening.ts';
import type { ScheduledBlock } from '../../server/pool/store.ts';
import { StoreClock } from '../../server/pool/store-clock.ts';
import { tallyOf } from '../pool/harness.ts';
import { MemoryPoolStore } from '../pool/memory-store.ts';
import { FakeNamespace } from '../support/fake-namespace.ts';
import { openPoolNode } from '../support/pool-node.ts';

const NINE = Date.parse('2026-11-23T09:00:00+08:00');

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: NINE - 60_000 }),
);
afterEach(() => void vi.useRealTimers());

const wanted = (id: string, ...positions: string[]): WantedBlock => ({
  id: blockId.parse(id),
  name: { zh: id, en: id },
  positions,
});
const scheduled = (block: WantedBlock, opensAt = NINE, withheld: readonly string[] = []): ScheduledBlock => ({
  block,
  opensAt,
  withheld: withheld.map((text) => serial.parse(text)),
});
const spring = wanted('spring', '0', '0', 'A', '012', '0123456789');

/** A pool in memory with one block, by the clock that the test moves, and nodes that open what is scheduled. */
const openPool = async () => {
  const store = new MemoryPoolStore(Date.now);
  await openBlocks(store, [wanted('first', '0', '0', 'B', '01', '01234')]);
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const openNode = async (ahead = 0): Promise<Openings> => {
    const clock = new StoreClock();
    const { now } = await clock.observe(store.snapshot());
    clock.reached(now + ahead);
    const openings = new Openings(store, clock, log);
    onTestFinished(() => openings.stop());
    return openings;
  };
  return { store, errors, log, openNode };
};

test('POOL-2 a scheduled block opens at its instant, not before, and is scheduled no more', async () => {
  const { store, openNode } = await openPool();
  await store.schedule(scheduled(spring));
  const node = await openNode();
  await vi.advanceTimersByTimeAsync(59_000);
  await node.run();
  await vi.advanceTimersByTimeAsync(999);
  expect((await store.snapshot()).blocks).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  const { blocks, position } = await store.snapshot();
  expect(blocks.map(({ id }) => id)).toEqual(['first', 'spring']);
  expect(await store.eventsAfter({ ...position, offset: 1 }, 1)).toMatchObject([{ type: 'blockOpened', at: NINE }]);
  expect(await store.scheduled()).toEqual([]);
  expect(await store.tally()).toEqual(tallyOf({ opened: 40, free: 40 }));
});

test('POOL-2 a sweep alone opens what is due, also long after its instant', async () => {
  const { store, openNode } = await openPool();
  await store.schedule(scheduled(spring, NINE - 86_400_000));
  await (await openNode()).run();
  expect((await store.tally()).opened).toBe(40);
});

test('POOL-2 withheld serials are withheld from the first; those that the block does not offer are left alone', async () => {
  const { store, openNode } = await openPool();
  await store.schedule(scheduled(spring, 1, ['00A00', '00A29', '00B00', '99Z99']));
  await (await openNode()).run();
  expect(await store.tally()).toEqual(tallyOf({ opened: 40, free: 38, withheld: 2 }));
  const { blocks } = await store.snapshot();
  const numbers = ['00A00', '00A29', '00B00'].flatMap((text) => addressOf(blocks, serial.parse(text)) ?? []);
  expect(await store.unwithhold(numbers)).toEqual(numbers.slice(0, 2));
});

test('POOL-2 two nodes open a block once', async () => {
  const { store, openNode } = await openPool();
  await store.schedule(scheduled(spring, 1));
  await store.schedule(scheduled(wanted('summer', '0', '1', 'A', '0', '012'), 2));
  const nodes = [await openNode(), await openNode(), await openNode()];
  await Promise.all(nodes.map((node) => node.run()));
  expect((await store.snapshot()).blocks.map(({ id }) => id).toSorted()).toEqual(['first', 'spring', 'summer']);
  expect(await store.tally()).toEqual(tallyOf({ opened: 43, free: 43 }));
  expect(await store.scheduled()).toEqual([]);
});

test('POOL-2 a node that fell between opening and forgetting is finished by another', async () => {
  const { store, openNode } = await openPool();
  const unschedule = vi.spyOn(store, 'unschedule').mockRejectedValueOnce(new Error('no connection'));
  await store.schedule(scheduled(spring, 1));
  await expect((await openNode()).run()).rejects.toThrow('no connection');
  expect(await store.scheduled()).toHaveLength(1);
  await (await openNode()).run();
  expect(unschedule).toHaveBeenCalledTimes(2);
  expect(await store.scheduled()).toEqual([]);
  expect((await store.tally()).opened).toBe(40);
});

test('POOL-2 a node whose clock is ahead asks again until the store’s has come to the instant', async () => {
  const { store, openNode } = await openPool();
  await store.schedule(scheduled(spring));
  const node = await openNode(300);
  await vi.advanceTimersByTimeAsync(59_700);
  await node.run();
  await vi.advanceTimersByTimeAsync(299);
  expect((await store.snapshot()).blocks).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(5);
  expect((await store.snapshot()).blocks).toHaveLength(2);
});

test('POOL-2 a block that cannot be opened is told of once, stays scheduled, and holds up no other', async () => {
  const { store, errors, openNode } = await openPool();
  await store.schedule(scheduled(wanted('long', 'D', '0', '0', '0', '0', '0'), 1));
  await store.schedule(scheduled(wanted('first', '0', '0', 'A', '0', '0'), 2));
  await store.schedule(scheduled(spring, 3));
  const node = await openNode();
  for (let sweep = 0; sweep < 3; sweep += 1) await node.run();
  expect((await store.snapshot()).blocks.map(({ id }) => id)).toEqual(['first', 'spring']);
  expect((await store.scheduled()).map(({ block }) => block.id)).toEqual(['long', 'first']);
  expect(errors).toHaveLength(2);
  // Mended by the operator, it opens.
  await store.schedule(scheduled(wanted('long', '0', '0', 'C', '0', '0'), 1));
  await node.run();
  expect((await store.snapshot()).blocks.map(({ id }) => id)).toEqual(['first', 'spring', 'long']);
});

test('POOL-2 after stop no timer opens anything', async () => {
  const { store, openNode } = await openPool();
  await store.schedule(scheduled(spring));
  const node = await openNode();
  await vi.advanceTimersByTimeAsync(59_500);
  await node.run();
  expect(vi.getTimerCount()).toBe(1);
  await node.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('POOL-2 LIVE-3 everybody who watches hears of a block that opens at once, and reads the new picture', async () => {
  const { store, log, openNode } = await openPool();
  const namespace = new FakeNamespace();
  const life = new Lifecycle(log);
  const { pool: topic, patterns } = openPoolNode({ store, namespace: namespace.asNamespace, life, log });
  const follows = vi.spyOn(patterns, 'follow');
  await life.start();
  onTestFinished(() => life.stop());
  const watcher = namespace.connect();
  const { seq } = topic.picture;
  await store.schedule(scheduled(spring, 1));
  await (await openNode()).run();
  await vi.waitFor(() => expect(watcher.heard).toMatchObject([{ name: 'poolMoved', body: { seq: seq + 2 } }]));
  expect(topic.picture).toMatchObject({ total: 40, free: 40, blocks: [{ id: 'first' }, { id: 'spring' }] });
  expect(follows).toHaveBeenCalledTimes(2);
});
