import { createHash } from 'node:crypto';
import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import { poolKeys } from './keys.ts';
import { allScripts } from './pool-scripts.ts';

/** A node that has not said so again for this long, in ms, is gone, and its version with it. */
const VERSION_TTL_MS = 30_000;

/**
 * Tells which versions of the scripts the nodes of a pool run. Two at once are right only while one version takes over
 * from another, node by node; left so, the same command is judged in two ways.
 */
export class ScriptVersions {
  static readonly tickMs = 10_000;

  /** The sum of this version's scripts, in short. */
  readonly own: string;
  readonly #redis: RedisClient;
  readonly #key: string;
  readonly #now: () => number;
  readonly #met: (others: readonly string[]) => void;
  #others: readonly string[] = [];

  /**
   * @param now the store's clock, in ms
   * @param met told of the other versions whenever they have changed
   */
  constructor(
    pool: PoolId,
    redis: RedisClient,
    now: () => number,
    met: (others: readonly string[]) => void,
    scripts = allScripts(),
  ) {
    this.#redis = redis;
    this.#key = poolKeys(pool).scripts;
    this.#now = now;
    this.#met = met;
    const shas = scripts.map(({ sha }) => sha).toSorted();
    this.own = createHash('sha256').update(shas.join()).digest('hex').slice(0, 12);
  }

  /** How many versions run, this one included. */
  get count(): number {
    return 1 + this.#others.length;
  }

  /** Notes this node's version, and looks which others run. Where Redis does not answer all stays as it was. */
  async tick(): Promise<void> {
    const others = await this.#look().catch(() => this.#others);
    const news = others.join() !== this.#others.join();
    this.#others = others;
    if (news) this.#met(others);
  }

  async #look(): Promise<readonly string[]> {
    const now = this.#now();
    const noted = await this.#redis.hGetAll(this.#key);
    await this.#redis.hSet(this.#key, this.own, now);
    const others = Object.entries(noted).filter(([version]) => version !== this.own);
    const gone = others.filter(([, at]) => Math.abs(now - Number(at)) >= VERSION_TTL_MS).map(([version]) => version);
    if (gone.length > 0) await this.#redis.hDel(this.#key, gone);
    return others.map(([version]) => version).filter((version) => !gone.includes(version));
  }
}
