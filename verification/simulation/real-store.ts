import type { PoolId } from '../../protocol/ids.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import type { PoolStore } from '../../server/pool/store.ts';
import type { RedisClient } from '../../server/redis/client.ts';
import { timedClient } from '../../test/support/timed-client.ts';
import type { SimStore } from './world.ts';

type Act = (...args: unknown[]) => Promise<unknown>;

/** The real store alone, by a world's clock. What it draws is by its own chance, so a world is not the same again. */
export const realStore = (parts: {
  readonly pool: PoolId;
  readonly commands: RedisClient;
  readonly reads: RedisClient;
  readonly clock: () => number;
}): SimStore => {
  const redis = new RedisPoolStore(parts.pool, {
    commands: timedClient(parts.commands, parts.clock),
    reads: parts.reads,
  });
  let offset = 0;
  const noted =
    (act: Act): Act =>
    async (...args) => {
      const answer = await act(...args);
      ({ offset } = (await redis.snapshot()).position);
      return answer;
    };
  const acts = Object.entries(redis).filter((entry): entry is [string, Act] => typeof entry[1] === 'function');
  const store = Object.fromEntries(acts.map(([name, act]) => [name, noted(act)])) as unknown as PoolStore;
  return {
    ...store,
    snapshot: () => redis.snapshot(),
    eventsAfter: (position) => redis.eventsAfter(position, 1),
    now: async () => parts.clock(),
    get offset() {
      return offset;
    },
  };
};
