import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { Obstacle } from '../../redis/start-obstacles.ts';
import { poolKeys, scriptKeys } from '../redis/keys.ts';
import { poolScript } from '../redis/pool-scripts.ts';

const scripts = {
  begin: poolScript('begin'),
  standing: poolScript('standing'),
  stop: poolScript('stop'),
  accept: poolScript('accept'),
};

/** What a node has seen of a pool. It is kept outside Redis, which tells an emptied Redis from a new one. */
export type Witness = {
  readonly epoch: string;
  /** The last event that was seen. */
  readonly offset: number;
  /** The event's instant, in ms; null where it is unknown. */
  readonly at: number | null;
  /** Epochs of the pool that are over, the latest last. */
  readonly past: readonly string[];
};

/** The pool as Redis has it. */
export type PoolStanding = {
  /** '' where there is no pool, or where it was stopped. */
  readonly epoch: string;
  readonly offset: number;
  /** The instant of the event that was asked about, in ms; null where the stream no longer has it. */
  readonly at: number | null;
  /** The epoch that an operator has accepted; '' without one. */
  readonly accepted: string;
  /** Why the pool was stopped; '' where it was not. */
  readonly stopped: string;
};

const THEN = 'restore the right data; or go on from what is here by `npm run pool:accept` (docs/deploy.md)';

/** Why the pool in Redis does not continue what a node has seen; undefined where it does (P7). */
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

/** Nobody has begun a pool here: its Redis is new, or is not the one that is meant. */
export const poolAbsent = (pool: PoolId): Obstacle => ({
  code: 'poolAbsent',
  sentence: `Redis has no pool ${pool}; name the Redis or the DATA_DIR that has it, or begin it, once, by \`npm run pool:begin -- ${pool}\` (docs/deploy.md)`,
});

/** Reads which epoch of a pool counts, ends it, and begins another. Methods reject where Redis does not answer. */
export class PoolLife {
  readonly #redis: RedisClient;
  readonly #keys: string[];

  constructor(pool: PoolId, redis: RedisClient) {
    this.#redis = redis;
    this.#keys = scriptKeys(poolKeys(pool));
  }

  /** Begins a pool that was never begun, on an operator's order or for a demo. */
  async begin(): Promise<'begun' | 'begunAlready' | 'stopped'> {
    return begun.parse(await scripts.begin.run(this.#redis, this.#keys, [newEpoch()]));
  }

  /** Whether there is a pool. */
  async isBegun(): Promise<boolean> {
    return (await this.standing(0)).epoch !== '';
  }

  /** @param seen the offset of the event to ask about */
  async standing(seen: number): Promise<PoolStanding> {
    return reply.parse(await scripts.standing.run(this.#redis, this.#keys, [String(seen)]));
  }

  /** Ends the epoch that was found, so that no node continues with it. Does nothing if the pool has another by now. */
  async stop({ code, sentence }: Obstacle, epoch: string): Promise<void> {
    await scripts.stop.run(this.#redis, this.#keys, [`${code}: ${sentence}`, epoch]);
  }

  /** Begins a new epoch with the present data, on an operator's order. */
  async accept(): Promise<void> {
    await scripts.accept.run(this.#redis, this.#keys, [newEpoch()]);
  }
}

const newEpoch = (): string => randomBytes(12).toString('base64url');

const begun = z.enum(['begun', 'begunAlready', 'stopped']);
const reply = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()]).transform(
  ([_, epoch, offset, at, accepted, stopped]): PoolStanding => ({
    epoch,
    offset: Number(offset),
    at: at === '' ? null : Number(at),
    accepted,
    stopped,
  }),
);
