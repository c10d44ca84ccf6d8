import { expect, test } from 'vitest';
import { poolId } from '../../protocol/ids.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import type { PoolEvent } from '../../server/pool/store.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';

/** In seconds. */
const [AFTER, WITHIN, SHOWN] = [1, 2, 0.5];

const server = sharedServer({
  engine: 'uws',
  authority: {
    verifyIntervalSeconds: 0,
    holdSeconds: 2,
    returnAfterSeconds: AFTER,
    returnWithinSeconds: WITHIN,
    returnShownSeconds: SHOWN,
  },
});
const people = sharedPeople(server);

const eventsOf = async (): Promise<readonly PoolEvent[]> => {
  const [commands, reads] = [await server.redisClient(), await server.redisClient('blocking')];
  const store = new RedisPoolStore(poolId.parse('tangshan-small'), { commands, reads });
  const { epoch } = (await store.snapshot()).position;
  const events = await store.eventsAfter({ epoch, offset: 0 }, 1);
  if (events === 'gone') throw new Error('the events are gone');
  return events;
};

test('POOL-5 COMP-4 a lapsed number comes back after a random delay, is shown to everybody, and only then can be had, also by who asks at that instant', async () => {
  const [owner, watcher, sniper] = [await people.newcomer(), await people.newcomer(), await people.newcomer()];
  await owner.hold('12AK3');
  const layout = await watcher.openKeyboard();
  const keys = keysOf(layout, '12AK3');
  expect(await watcher.carryOut('typePattern', { layout: layout.id, keys })).toMatchObject({ matching: 0 });
  expect(await sniper.verify('12AK3')).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
  const [next, captcha] = [await sniper.openKeyboard(), await sniper.solve()];
  await watcher.hears('patternMoved', ({ matching }) => matching === 1);
  // At the very instant in which everybody sees it.
  const { version } = sniper.view;
  const body = { version, layout: next.id, keys: keysOf(next, '12AK3'), captcha };
  expect(await sniper.carryOut('verifyPlate', body)).toMatchObject({ outcome: 'held' });
  const events = await eventsOf();
  const at = (type: PoolEvent['type']): number => events.find((event) => event.type === type)?.at ?? Number.NaN;
  expect(at('numbersReturned') - at('holdLapsed')).toBeGreaterThanOrEqual(AFTER * 1_000);
  const held = events.findLast(({ type }) => type === 'plateHeld')?.at ?? Number.NaN;
  expect(held - at('numbersReturned')).toBeGreaterThanOrEqual(SHOWN * 1_000);
});
