import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import { poolKeys } from '../redis/keys.ts';
import { poolScript } from '../redis/pool-scripts.ts';

const script = poolScript('count-heads');

/** TTL of a node's figures: long enough to outlast some slow ticks, short enough to forget a dead node. */
export const COUNT_TTL_MS = 5_000;

/** How many people and connections there are. */
export type Heads = {
  /** Selections with a connection. */
  readonly choosing: number;
  readonly applicants: number;
  readonly desk: number;
  /** Selections with a connection that hold numbers, by stage. */
  readonly holding: number;
  readonly picking: number;
  readonly confirming: number;
};
const FIGURES = ['choosing', 'applicants', 'desk', 'holding', 'picking', 'confirming'] as const;

const headsOf = (count: (figure: keyof Heads, i: number) => number): Heads =>
  Object.fromEntries(FIGURES.map((figure, i) => [figure, count(figure, i)])) as Record<keyof Heads, number>;
const NOBODY = headsOf(() => 0);

/**
 * How many people all nodes of a pool have together. Once a second each node writes its own figures with a TTL, and
 * reads the others' sum in the same script, so the cost does not grow with the crowd. The figures are for display and
 * decide nothing; a person connected to two nodes counts twice.
 */
export class HeadCount {
  static readonly tickMs = 1_000;

  readonly #node = randomBytes(9).toString('base64url');
  readonly #redis: RedisClient;
  readonly #key: string;
  #others = NOBODY;
  #isAsking = false;
  #hasLeft = false;

  constructor(pool: PoolId, redis: RedisClient) {
    this.#redis = redis;
    this.#key = poolKeys(pool).heads;
  }

  /** The other nodes' figures of the last tick. */
  get others(): Heads {
    return this.#others;
  }

  /** A node's own figures together with the others'. */
  with(own: Heads): Heads {
    return headsOf((figure) => own[figure] + this.#others[figure]);
  }

  /** Writes this node's figures and reads the others'. Without an answer from Redis nothing changes; never rejects. */
  async tick(own: Heads): Promise<void> {
    if (this.#isAsking || this.#hasLeft) return;
    this.#isAsking = true;
    try {
      const sums = await this.#note(own, COUNT_TTL_MS);
      this.#others = headsOf((_, i) => sums[i] ?? 0);
    } catch {
      // The next tick asks again.
    } finally {
      this.#isAsking = false;
    }
  }

  /** Removes this node from the count. Never rejects. */
  async leave(): Promise<void> {
    this.#hasLeft = true;
    await this.#note(NOBODY, 0).catch(() => undefined);
  }

  async #note(own: Heads, ttlMs: number): Promise<number[]> {
    const figures = FIGURES.map((figure) => String(own[figure]));
    return sums.parse(await script.run(this.#redis, [this.#key], [this.#node, String(ttlMs), ...figures]));
  }
}

const sums = z.array(z.number());
