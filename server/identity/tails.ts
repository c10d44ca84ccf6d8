import type { RedisClient } from '../redis/client.ts';
import type { OwnerId } from './accounts.ts';
import { identityKeys } from './keys.ts';
import type { PersonalData } from './personal-data.ts';

/** The last characters of a VIN or a mobile: masks show them, and the desk searches by them. */
export const TAIL = 4;
/** The most owners examined for one tail: with a million vehicles some hundred share one. */
const MOST = 500;

/**
 * Finds owners by the last characters of a VIN or a mobile, so that the desk can search for what it sees masked. Redis
 * holds keyed hashes of tails and owners: its reader learns which owners share a tail, but neither the tail nor the
 * person (ACCT-4). An entry is only a hint, and the search compares the account itself: one that is too early or left
 * over does no harm.
 */
export class Tails {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;

  constructor(redis: RedisClient, personal: PersonalData) {
    this.#redis = redis;
    this.#personal = personal;
  }

  /** Lets an owner be found by the end of a VIN or a mobile. */
  async note(text: string, owner: OwnerId): Promise<void> {
    await this.#redis.sAdd(this.#keyOf(text), owner);
  }

  async forget(text: string, owner: OwnerId): Promise<void> {
    await this.#redis.sRem(this.#keyOf(text), owner);
  }

  /** Owners who may have a VIN or a mobile with this end; `more`: there are too many to examine. */
  async ownersOf(text: string): Promise<{ readonly owners: readonly OwnerId[]; readonly more: boolean }> {
    const key = this.#keyOf(text);
    const [owners, all] = await Promise.all([this.#redis.sRandMemberCount(key, MOST), this.#redis.sCard(key)]);
    return { owners: owners as OwnerId[], more: all > owners.length };
  }

  #keyOf(text: string): string {
    return identityKeys.tail(this.#personal.hash('tail', text.slice(-TAIL)));
  }
}
