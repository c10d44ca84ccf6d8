import type { RedisClient } from '../redis/client.ts';
import type { OwnerId } from './accounts.ts';
import { identityKeys } from './keys.ts';
import type { PersonalData } from './personal-data.ts';

/** How many characters at the end of a VIN or a mobile are shown everywhere, and may be searched for. */
export const TAIL = 4;
/** Owners that are looked at for one tail: with a million vehicles a tail is shared by some hundred. */
const MOST = 500;

/**
 * Who has a VIN or a mobile with given last characters, so that a desk finds again what it shows masked. A tail is
 * kept as its keyed hash, and leads to owners, who are keyed hashes too: whoever reads Redis learns which owners share
 * a tail, and neither the tail nor the person (ACCT-4). An entry only hints: who finds one compares the account itself,
 * so one that is noted too early, or is left over, does no harm.
 */
export class Tails {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;

  constructor(redis: RedisClient, personal: PersonalData) {
    this.#redis = redis;
    this.#personal = personal;
  }

  /** Has an owner be found by the end of a VIN or a mobile. */
  async note(text: string, owner: OwnerId): Promise<void> {
    await this.#redis.sAdd(this.#keyOf(text), owner);
  }

  async forget(text: string, owner: OwnerId): Promise<void> {
    await this.#redis.sRem(this.#keyOf(text), owner);
  }

  /** Owners who may have a VIN or a mobile that ends so; `more` where there are too many to look at. */
  async ownersOf(text: string): Promise<{ readonly owners: readonly OwnerId[]; readonly more: boolean }> {
    const key = this.#keyOf(text);
    const [owners, all] = await Promise.all([this.#redis.sRandMemberCount(key, MOST), this.#redis.sCard(key)]);
    return { owners: owners as OwnerId[], more: all > owners.length };
  }

  #keyOf(text: string): string {
    return identityKeys.tail(this.#personal.hash('tail', text.slice(-TAIL)));
  }
}
