import { z } from 'zod';
import type { OwnerId, PoolId, SelectionId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { Address } from '../block.ts';
import type { PoolEvent } from '../store.ts';
import { type PoolKeys, poolKeys } from './keys.ts';
import { readEntry } from './replies.ts';

/** A number's state. A number on its way back counts as withheld, as in a tally. */
export type NumberState = {
  readonly state: 'free' | 'held' | 'reserved' | 'registered' | 'withheld';
  /** Absent where the number has no owner. */
  readonly selection?: SelectionId;
};

/** A selection's events that are still kept, oldest first. */
export type KeptEvents = {
  readonly events: readonly PoolEvent[];
  /** False where older events are gone. */
  readonly complete: boolean;
};

/** Entries per read. */
const BATCH = 1_000;

/**
 * An operator's reads of a pool, beside those of the store. They decide nothing. Methods reject when Redis does not
 * answer.
 */
export class PoolReads {
  readonly #redis: RedisClient;
  readonly #keys: PoolKeys;

  constructor(pool: PoolId, redis: RedisClient) {
    this.#redis = redis;
    this.#keys = poolKeys(pool);
  }

  /** A number's state now. A hold that is due but has not lapsed yet still counts as held. */
  async stateOf(address: Address): Promise<NumberState> {
    const owner = await this.#redis.hGet(this.#keys.owners, String(address));
    if (owner === null) {
      const isWithheld = (await this.#redis.getBit(this.#keys.withheld, address)) === 1;
      return { state: isWithheld ? 'withheld' : 'free' };
    }
    const [state = '', whose = ''] = owner.split(' ');
    if (state === 'held') {
      const [selection = ''] = ((await this.#redis.hGet(this.#keys.holds, whose)) ?? '').split(' ');
      return selection === '' ? { state } : { state, selection: selection as SelectionId };
    }
    if (state === 'reserved' || state === 'registered') return { state, selection: whose as SelectionId };
    return { state: 'withheld' };
  }

  /** How many numbers demo applicants have reserved; their owner ids begin with `demo-`. */
  async reservedByDemo(): Promise<number> {
    const reservations = await this.#redis.hVals(this.#keys.reservations);
    return reservations.filter((each) => each.split(' ')[1]?.startsWith('demo-')).length;
  }

  /** The owner of a reservation that waits for collection; undefined without one. */
  async reserverOf(selection: SelectionId): Promise<OwnerId | undefined> {
    const [, owner] = ((await this.#redis.hGet(this.#keys.reservations, selection)) ?? '').split(' ');
    return owner as OwnerId | undefined;
  }

  /** The bans in force at an instant, the earliest end first. */
  async bans(now: number): Promise<{ readonly owner: OwnerId; readonly until: number }[]> {
    return Object.entries(await this.#redis.hGetAll(this.#keys.bans))
      .map(([owner, until]) => ({ owner: owner as OwnerId, until: Number(until) }))
      .filter(({ until }) => until > now)
      .toSorted((a, b) => a.until - b.until || (a.owner < b.owner ? -1 : 1));
  }

  /**
   * A selection's events, found by reading the stream backwards (it keeps some 100,000 entries), until the selection's
   * first event or until `timeoutMs` have passed.
   */
  async eventsOf(selection: SelectionId, timeoutMs: number): Promise<KeptEvents> {
    const events: PoolEvent[] = [];
    const end = performance.now() + timeoutMs;
    let oldest = '';
    while (performance.now() < end) {
      const from = oldest === '' ? '+' : `(${oldest}`;
      const found = entries.parse(await this.#redis.xRevRange(this.#keys.events, from, '-', { COUNT: BATCH }));
      for (const { id, message } of found) {
        if (message.selection !== selection && !message.each?.includes(selection)) continue;
        const its = readEntry(id, message).events.filter((event) => event.selection === selection);
        events.unshift(...its);
        if (its[0]?.state?.version === 1) return { events, complete: true };
      }
      oldest = found.at(-1)?.id ?? oldest;
      // The stream still has the pool's very first event, so nothing of this selection is missing.
      if (found.length < BATCH) return { events, complete: oldest === '' || oldest === '1-0' };
    }
    return { events, complete: false };
  }
}

const entries = z.array(z.object({ id: z.string(), message: z.record(z.string(), z.string()) }));
