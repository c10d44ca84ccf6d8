import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { Obstacle } from '../../redis/start-obstacles.ts';
import { poolKeys, scriptKeys } from '../redis/keys.ts';
import { poolScript } from '../redis/pool-scripts.ts';

const scripts = { standing: poolScript('standing'), stop: poolScript('stop'), accept: poolScript('accept') };

/** What a node has seen of a pool, kept outside Redis, so that a Redis that has forgotten can be told from a new one. */
export type Witness = {
  readonly epoch: string;
  /** The last event that was seen. */
  readonly offset: number;
  /** Its instant, in ms; null where that is not known. */
  readonly at: number | null;
  /** Lives of the pool that are over, the latest last. */
  readonly past: readonly string[];
};

/** What of a pool is here. */
export type PoolStanding = {
  /** '' where there is none, or where it was stopped. */
  readonly epoch: string;
  readonly offset: number;
  /** The instant of the event that was asked about, in ms; null where it is not kept. */
  readonly at: number | null;
  /** The epoch that an operator has accepted; '' where none did. */
  readonly accepted: string;
  /** Why the pool was stopped; '' where it was not. */
  readonly stopped: string;
};

const THEN = 'restore the right data; or go on from what is here by `npm run pool:accept` (docs/deploy.md)';

/** Why the pool that is here may not be gone on with after what was seen; undefined where it may (P7). */
export const troubleWith = (witness: Witness | undefined, here: PoolStanding): Obstacle | undefined => {
  if (here.stopped !== '') return { code: 'poolStopped', sentence: here.stopped };
  if (witness === undefined) return undefined;
  const { epoch, offset, at, past } = witness;
  if (here.epoch === '')
    return { code: 'poolForgotten', sentence: `Redis has lost the pool, of which event ${offset} was seen; ${THEN}` };
  if (here.epoch !== epoch) {
    if (here.accepted === here.epoch && !past.includes(here.epoch)) return undefined;
    return { code: 'poolReplaced', sentence: `Redis has another pool than the one that was seen until now; ${THEN}` };
  }
  if (here.offset < offset) {
    const sentence = `Redis has an older state of the pool: event ${here.offset} is its last, and event ${offset} was seen; ${THEN}`;
    return { code: 'poolBehind', sentence };
  }
  if (at !== null && here.at !== null && at !== here.at) {
    const sentence = `Redis has another event ${offset} than the one that was seen, so others followed on an older state; ${THEN}`;
    return { code: 'poolForked', sentence };
  }
  return undefined;
};

/** Reads and changes which life of a pool is the one that counts. All reject where Redis does not answer. */
export class PoolLife {
  readonly #redis: RedisClient;
  readonly #keys: string[];

  constructor(pool: PoolId, redis: RedisClient) {
    this.#redis = redis;
    this.#keys = scriptKeys(poolKeys(pool));
  }

  /** @param seen the event to ask about */
  async standing(seen: number): Promise<PoolStanding> {
    return reply.parse(await scripts.standing.run(this.#redis, this.#keys, [String(seen)]));
  }

  /** Ends the life that was found under this epoch, so that nobody goes on with it; not where it has changed since. */
  async stop({ code, sentence }: Obstacle, epoch: string): Promise<void> {
    await scripts.stop.run(this.#redis, this.#keys, [`${code}: ${sentence}`, epoch]);
  }

  /** Begins a new life with what is here, by an operator's word. */
  async accept(): Promise<void> {
    await scripts.accept.run(this.#redis, this.#keys, [randomBytes(12).toString('base64url')]);
  }
}

const reply = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()]).transform(
  ([_, epoch, offset, at, accepted, stopped]): PoolStanding => ({
    epoch,
    offset: Number(offset),
    at: at === '' ? null : Number(at),
    accepted,
    stopped,
  }),
);
