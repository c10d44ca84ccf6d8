import type { RedisClient } from '../redis/client.ts';
import { identityKeys } from './keys.ts';
import type { PersonalData } from './personal-data.ts';

/** A limit within a window that begins with the first event; beyond it nothing is allowed until the window ends. */
export type Bucket = { readonly name: string; readonly limit: number; readonly seconds: number };

/** Null while there is room; otherwise the time at which there will be, in ms. */
export type LimitedUntil = number | null;

/** The count, and the end of its window in ms. */
export type LimitCount = { readonly count: number; readonly endsAt: number };

/** Counters shared by all nodes. Their subjects, names or addresses, are hashed (ACCT-4). */
export class Limits {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;
  readonly #now: () => number;
  readonly #realm: string;

  /** @param options.realm separates the counts of different accounts; absent: the applicants' */
  constructor(options: {
    readonly redis: RedisClient;
    readonly personal: PersonalData;
    readonly now: () => number;
    readonly realm?: 'desk';
  }) {
    this.#realm = options.realm === undefined ? '' : `${options.realm}-`;
    this.#redis = options.redis;
    this.#personal = options.personal;
    this.#now = options.now;
  }

  /** Whether one more would exceed the limit; counts nothing. */
  async look(bucket: Bucket, whose: string): Promise<LimitedUntil> {
    const { count, endsAt } = await this.read(bucket, whose);
    return count < bucket.limit ? null : endsAt;
  }

  /** Counts one; returns the end of the window if the limit was reached before. */
  async count(bucket: Bucket, whose: string): Promise<LimitedUntil> {
    const { count, endsAt } = await this.add(bucket, whose);
    return count <= bucket.limit ? null : endsAt;
  }

  /** Reads a count; counts nothing. */
  async read(bucket: Bucket, whose: string): Promise<LimitCount> {
    const key = this.#keyOf(bucket, whose);
    const [count, left] = await Promise.all([this.#redis.get(key), this.#redis.pTTL(key)]);
    return { count: Number(count ?? 0), endsAt: this.#after(left) };
  }

  /** Counts one, and returns the count with it: concurrent calls each get a number of their own. */
  async add(bucket: Bucket, whose: string): Promise<LimitCount> {
    const key = this.#keyOf(bucket, whose);
    const [count, , left] = await this.#redis.multi().incr(key).expire(key, bucket.seconds, 'NX').pTTL(key).execTyped();
    return { count, endsAt: this.#after(left) };
  }

  /** Takes one back: its purpose was not achieved. */
  async giveBack(bucket: Bucket, whose: string): Promise<void> {
    const key = this.#keyOf(bucket, whose);
    // If its window ended meanwhile, the negative count expires with the next one.
    await this.#redis.multi().decr(key).expire(key, bucket.seconds, 'NX').exec();
  }

  /** Resets a count. */
  async forget(bucket: Bucket, whose: string): Promise<void> {
    await this.#redis.del(this.#keyOf(bucket, whose));
  }

  #keyOf(bucket: Bucket, whose: string): string {
    const name = this.#realm + bucket.name;
    return identityKeys.limit(name, this.#personal.hash(`limit/${name}`, whose));
  }

  #after(left: number): number {
    return this.#now() + Math.max(left, 0);
  }
}
