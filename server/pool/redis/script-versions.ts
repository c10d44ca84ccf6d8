import { createHash } from 'node:crypto';
import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import { poolKeys } from './keys.ts';
import { allScripts } from './pool-scripts.ts';

/** For how long, in ms, a node counts after it last reported its version. */
const VERSION_TTL_MS = 30_000;

/**
 * Tracks which versions of the scripts the nodes of a pool run. Two versions at once are right only during a rolling
 * update: as long as both run, the same command may be judged in two ways.
 */
export class ScriptVersions {
  static readonly tickMs = 10_000;

  /** A short digest of this version's scripts. */
  readonly own: string;
  readonly #redis: RedisClient;
  readonly #key: string;
  readonly #now: () => number;
  readonly #onChange: (others: readonly string[]) => void;
  #others: readonly string[] = [];

  /**
   * @param now the store's clock, in ms
   * @param onChange gets the other versions whenever they change
   */
  constructor(
    pool: PoolId,
    redis: RedisClient,
    now: () => number,
    onChange: (others: readonly string[]) => void,
    scripts = allScripts(),
  ) {
    this.#redis = redis;
    this.#key = poolKeys(pool).scripts;
    this.#now = now;
    this.#onChange = onChange;
    const shas = scripts.map(({ sha }) => sha).toSorted();
    this.own = createHash('sha256').update(shas.join()).digest('hex').slice(0, 12);
  }

  /** How many versions run, this one included. */
  get count(): number {
    return 1 + this.#others.length;
  }

  /** Reports this node's version and reads the others'. Without an answer from Redis nothing changes. */
  async tick(): Promise<void> {
    const others = await this.#look().catch(() => this.#others);
    const hasChanged = others.join() !== this.#others.join();
    this.#others = others;
    if (hasChanged) this.#onChange(others);
  }

  async #look(): Promise<readonly string[]> {
    const now = this.#now();
    const reported = await this.#redis.hGetAll(this.#key);
    await this.#redis.hSet(this.#key, this.own, now);
    const others = Object.entries(reported).filter(([version]) => version !== this.own);
    const gone = others.filter(([, at]) => Math.abs(now - Number(at)) >= VERSION_TTL_MS).map(([version]) => version);
    if (gone.length > 0) await this.#redis.hDel(this.#key, gone);
    return others.map(([version]) => version).filter((version) => !gone.includes(version));
  }
}
