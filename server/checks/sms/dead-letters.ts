import { z } from 'zod';
import { type LetterId, letterId } from '../../../protocol/desk/commands/list-dead-letters.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { QueuedMessage } from './webhook.ts';

/** Seals messages for Redis: a message names a mobile, and may carry a pass-phrase. */
export type Sealer = {
  readonly seal: (place: string, facts: unknown) => string;
  readonly open: (place: string, envelope: string) => unknown;
};

/** The most letters kept: the newest. */
const KEPT = 1_000;
const DEAD = 'xuanhao:{sms}:dead';
const ORDER = 'xuanhao:{sms}:dead-order';

export const letter = z.object({
  id: z.string(),
  to: z.string(),
  text: z.string(),
  purpose: z.enum(['code', 'reserved', 'account']),
  writtenAt: z.int(),
}) satisfies z.ZodType<QueuedMessage>;

const deadLetter = z.object({ letter, diedAt: z.int(), tries: z.int(), why: z.string() });
export type DeadLetter = z.infer<typeof deadLetter>;

/** Messages that could not be delivered (SMS-4), sealed in Redis. Methods reject if Redis does not answer. */
export class DeadLetters {
  readonly #redis: RedisClient;
  readonly #sealer: Sealer;

  constructor(redis: RedisClient, sealer: Sealer) {
    this.#redis = redis;
    this.#sealer = sealer;
  }

  async bury(dead: DeadLetter): Promise<void> {
    const { id } = dead.letter;
    const sealed = this.#sealer.seal(`${DEAD}/${id}`, dead);
    await this.#redis.multi().hSet(DEAD, id, sealed).zAdd(ORDER, { score: dead.diedAt, value: id }).exec();
    const tooMany = await this.#redis.zRange(ORDER, 0, -KEPT - 1);
    if (tooMany.length > 0) await this.#redis.multi().hDel(DEAD, tooMany).zRem(ORDER, tooMany).exec();
  }

  /** Newest first. */
  async list(limit: number): Promise<DeadLetter[]> {
    const ids = await this.#redis.zRange(ORDER, 0, limit - 1, { REV: true });
    const kept = await Promise.all(ids.map((id) => this.find(letterId.parse(id))));
    return kept.filter((dead) => dead !== undefined);
  }

  async find(id: LetterId): Promise<DeadLetter | undefined> {
    const sealed = await this.#redis.hGet(DEAD, id);
    return sealed === null ? undefined : deadLetter.parse(this.#sealer.open(`${DEAD}/${id}`, sealed));
  }

  async remove(id: LetterId): Promise<void> {
    await this.#redis.multi().hDel(DEAD, id).zRem(ORDER, id).exec();
  }

  count(): Promise<number> {
    return this.#redis.hLen(DEAD);
  }
}
