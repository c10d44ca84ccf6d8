import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { blockId, poolId } from '../../protocol/ids.ts';
import { serial } from '../../protocol/plate.ts';
import { Openings } from '../../server/expiry/openings.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import { StoreClock } from '../../server/pool/store-clock.ts';
import { tallyOf } from '../pool/harness.ts';
import { openTestRedis } from '../support/redis.ts';

test('POOL-2 of two nodes one opens a scheduled block, at its instant by the clock of Redis', async () => {
  const redis = await openTestRedis();
  onTestFinished(() => redis.stop());
  const openNode = async () => {
    const store = new RedisPoolStore(poolId.parse('spring-pool'), {
      commands: await redis.client(),
      reads: await redis.client('blocking'),
    });
    const clock = new StoreClock();
    await clock.observe(store.snapshot());
    const openings = new Openings(store, clock, pino({ level: 'silent' }));
    onTestFinished(() => openings.stop());
    return { store, openings };
  };
  const [one, two] = [await openNode(), await openNode()];
  const opensAt = (await one.store.now()) + 300;
  const block = {
    id: blockId.parse('spring'),
    name: { zh: '春季号段', en: 'Spring' },
    positions: ['0', '0', 'A', '012', '01'],
  };
  await two.store.schedule({ block, opensAt, withheld: [serial.parse('00A20')] });
  await Promise.all([one.openings.run(), two.openings.run()]);
  expect((await one.store.snapshot()).blocks).toEqual([]);

  await vi.waitFor(async () => expect((await one.store.snapshot()).blocks).toHaveLength(1), { timeout: 60_000 });
  await vi.waitFor(async () => expect(await one.store.scheduled()).toEqual([]));
  const { position } = await one.store.snapshot();
  const events = await one.store.eventsAfter({ ...position, offset: 0 }, 1);
  expect(events).toMatchObject([{ type: 'blockOpened', block: 'spring' }]);
  expect(events !== 'gone' && events[0]?.at).toBeGreaterThanOrEqual(opensAt);
  expect(await two.store.tally()).toEqual(tallyOf({ opened: 6, free: 5, withheld: 1 }));
});
