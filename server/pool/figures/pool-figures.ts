import { z } from 'zod';
import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import { type PoolKeys, poolKeys, scriptKeys } from '../redis/keys.ts';
import { poolScript } from '../redis/pool-scripts.ts';

const script = poolScript('figures');

/** A pool's figures at one instant, for operators. */
export type PoolNow = {
  /** The last event of the pool's stream. */
  readonly head: number;
  /** Age of the first event that the asking node has not applied, in ms; 0 where it has applied all. */
  readonly behindMs: number;
  /** Live holds; one holds up to five numbers. */
  readonly holds: number;
  readonly numbers: {
    readonly opened: number;
    readonly free: number;
    readonly held: number;
    readonly reserved: number;
    readonly registered: number;
    readonly withheld: number;
    readonly returning: number;
  };
};

/** Reads a pool's figures in one script, whose cost does not grow with the pool. */
export class PoolFigures {
  readonly #redis: RedisClient;
  readonly #keys: PoolKeys;

  constructor(pool: PoolId, redis: RedisClient) {
    this.#redis = redis;
    this.#keys = poolKeys(pool);
  }

  /** @param applied the last event that the asking node has applied. Rejects where Redis does not answer. */
  async read(applied: number): Promise<PoolNow> {
    return reply.parse(await script.run(this.#redis, scriptKeys(this.#keys), [String(applied)]));
  }
}

const whole = z.coerce.number<string | number>().int();
const reply = z.tuple([whole, whole, z.string(), whole, whole, whole, whole, whole, whole, whole, whole]).transform(
  ([now, head, firstAt, holds, opened, free, owned, reserved, registered, withheld, returning]): PoolNow => ({
    head,
    behindMs: firstAt === '' ? 0 : Math.max(0, now - Number(firstAt)),
    holds,
    numbers: {
      opened,
      free,
      held: owned - reserved - registered - returning,
      reserved,
      registered,
      withheld,
      returning,
    },
  }),
);
