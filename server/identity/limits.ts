import type { RedisClient } from '../redis/client.ts';
import { identityKeys } from './keys.ts';
import type { PersonalData } from './personal-data.ts';

/** So many within a window that begins with the first; then nothing more until the window ends. */
export type Bucket = { readonly name: string; readonly limit: number; readonly seconds: number };

/** Null while there is room; where there is none, from when there will be, in ms. */
export type LimitedUntil = number | null;

/** How many were counted, and when their window ends, in ms. */
export type LimitCount = { readonly count: number; readonly endsAt: number };

/** Counts that all nodes share. What is counted for, a name or an address, is hashed (ACCT-4). */
export class Limits {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;
  readonly #now: () => number;
  readonly #realm: string;

  /** @param options.realm what is counted in one realm counts in no other; the applicants' where none is named */
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

  /** Whether one more would go beyond the limit; counts nothing. */
  async look(bucket: Bucket, whose: string): Promise<LimitedUntil> {
    const { count, endsAt } = await this.read(bucket, whose);
    return count < bucket.limit ? null : endsAt;
  }

  /** Counts one; it counts for nothing, and is beyond the limit, where the limit was reached before. */
  async count(bucket: Bucket, whose: string): Promise<LimitedUntil> {
    const { count, endsAt } = await this.add(bucket, whose);
    return count <= bucket.limit ? null : endsAt;
  }

  /** How many there are; counts nothing. */
  async read(bucket: Bucket, whose: string): Promise<LimitCount> {
    const key = this.#keyOf(bucket, whose);
    const [count, left] = await Promise.all([this.#redis.get(key), this.#redis.pTTL(key)]);
    return { count: Number(count ?? 0), endsAt: this.#after(left) };
  }

  /** Counts one, and tells how many there are with it: of those that come at once each has its own number. */
  async add(bucket: Bucket, whose: string): Promise<LimitCount> {
    const key = this.#keyOf(bucket, whose);
    const [count, , left] = await this.#redis.multi().incr(key).expire(key, bucket.seconds, 'NX').pTTL(key).execTyped();
    return { count, endsAt: this.#after(left) };
  }

  /** Takes one back that was counted: what it was for did not come about. */
  async giveBack(bucket: Bucket, whose: string): Promise<void> {
    const key = this.#keyOf(bucket, whose);
    // Where its window ended meanwhile, what is below nought goes with the next one.
    await this.#redis.multi().decr(key).expire(key, bucket.seconds, 'NX').exec();
  }

  /** Begins afresh. */
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
