import type { RedisClient } from '../redis/client.ts';
import { identityKeys } from './keys.ts';
import type { PersonalData } from './personal-data.ts';

/** So many within a window that begins with the first; then nothing more until the window ends. */
export type Bucket = { readonly name: string; readonly limit: number; readonly seconds: number };

/** Null while there is room; where there is none, from when there will be, in ms. */
export type Standing = number | null;

/** Counts that all nodes share. What is counted for, a name or an address, is hashed (ACCT-4). */
export class Limits {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;
  readonly #now: () => number;

  constructor(options: { readonly redis: RedisClient; readonly personal: PersonalData; readonly now: () => number }) {
    this.#redis = options.redis;
    this.#personal = options.personal;
    this.#now = options.now;
  }

  /** Whether one more would go beyond the limit; counts nothing. */
  async look(bucket: Bucket, whose: string): Promise<Standing> {
    const key = this.#keyOf(bucket, whose);
    const [count, left] = await Promise.all([this.#redis.get(key), this.#redis.pTTL(key)]);
    return Number(count ?? 0) < bucket.limit ? null : this.#after(left);
  }

  /** Counts one; it counts for nothing, and is beyond the limit, where the limit was reached before. */
  async count(bucket: Bucket, whose: string): Promise<Standing> {
    const key = this.#keyOf(bucket, whose);
    const [count, , left] = await this.#redis.multi().incr(key).expire(key, bucket.seconds, 'NX').pTTL(key).execTyped();
    return count <= bucket.limit ? null : this.#after(left);
  }

  /** Begins afresh. */
  async forget(bucket: Bucket, whose: string): Promise<void> {
    await this.#redis.del(this.#keyOf(bucket, whose));
  }

  #keyOf({ name }: Bucket, whose: string): string {
    return identityKeys.limit(name, this.#personal.hash(`limit/${name}`, whose));
  }

  #after(left: number): number {
    return this.#now() + Math.max(left, 0);
  }
}
