import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import { poolKeys } from '../redis/keys.ts';
import { poolScript } from '../redis/pool-scripts.ts';

const script = poolScript('count-heads');

/** In ms: a node that has died is counted for this much longer, and one that was slow for some ticks is not forgotten. */
export const COUNT_TTL_MS = 5_000;

/** How many people and connections there are. */
export type Heads = {
  /** Selections with a connection. */
  readonly choosing: number;
  readonly applicants: number;
  readonly desk: number;
  /** Of those who choose, those who keep a number, by stage. */
  readonly holding: number;
  readonly picking: number;
  readonly confirming: number;
};
const FIGURES = ['choosing', 'applicants', 'desk', 'holding', 'picking', 'confirming'] as const;

const headsOf = (count: (figure: keyof Heads, i: number) => number): Heads =>
  Object.fromEntries(FIGURES.map((figure, i) => [figure, count(figure, i)])) as Record<keyof Heads, number>;
const NOBODY = headsOf(() => 0);

/**
 * How many people all nodes of a pool have together. Each node notes its own figures once a second, good for some
 * seconds, and reads the others' sum in the same step: one script a second and node, whatever people do. Figures are
 * for looking at; nothing is decided by them, so who is connected at two nodes counts twice.
 */
export class HeadCount {
  static readonly tickMs = 1_000;

  readonly #node = randomBytes(9).toString('base64url');
  readonly #redis: RedisClient;
  readonly #key: string;
  #others = NOBODY;
  #asking = false;
  #left = false;

  constructor(pool: PoolId, redis: RedisClient) {
    this.#redis = redis;
    this.#key = poolKeys(pool).heads;
  }

  /** The other nodes' figures as they were a moment ago. */
  get others(): Heads {
    return this.#others;
  }

  /** A node's own figures as they are, together with the others'. */
  with(own: Heads): Heads {
    return headsOf((figure) => own[figure] + this.#others[figure]);
  }

  /** Tells the others this node's figures and hears of theirs. Where Redis does not answer all stays as it was; never rejects. */
  async tick(own: Heads): Promise<void> {
    if (this.#asking || this.#left) return;
    this.#asking = true;
    try {
      const sums = await this.#note(own, COUNT_TTL_MS);
      this.#others = headsOf((_, i) => sums[i] ?? 0);
    } catch {
      // The next tick asks again.
    } finally {
      this.#asking = false;
    }
  }

  /** This node is counted no longer. Never rejects. */
  async leave(): Promise<void> {
    this.#left = true;
    await this.#note(NOBODY, 0).catch(() => undefined);
  }

  async #note(own: Heads, ttlMs: number): Promise<number[]> {
    const figures = FIGURES.map((figure) => String(own[figure]));
    return sums.parse(await script.run(this.#redis, [this.#key], [this.#node, String(ttlMs), ...figures]));
  }
}

const sums = z.array(z.number());
