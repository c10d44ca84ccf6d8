import { z } from 'zod';
import { type DeviceKind, deviceKind } from '../../protocol/http/sessions.ts';
import type { RedisClient } from '../redis/client.ts';
import type { OwnerId } from './accounts.ts';
import { identityKeys } from './keys.ts';

/** The precision of a session's last use, in ms: each node writes it at most once in this time. */
const USED_INTERVAL_MS = 60_000;
/** Sessions whose last write is remembered; beyond that some are written more often. */
const USES_REMEMBERED = 50_000;

/** The place where a session began, as its owner sees it. */
export type SessionOrigin = {
  readonly device: DeviceKind;
  /** Masked. */
  readonly address: string;
};
const facts = z.object({ begunAt: z.int(), device: deviceKind, address: z.string() });

/** One session in the list; `begunAt` is undefined if a version without a list began it. */
export type Listed = SessionOrigin & {
  readonly id: string;
  readonly usedAt: number;
  readonly begunAt: number | undefined;
};

/**
 * The sessions of an account by their ids, for its owner to see and for `Sessions` to count. An entry grants nothing: it
 * may outlast its session for a while, so `Sessions` judges each.
 */
export class SessionList {
  readonly #redis: RedisClient;
  readonly #now: () => number;
  /** In seconds. The list expires this long after its last use. */
  readonly #life: number;
  /** The time of this node's last write for each session. */
  readonly #used = new Map<string, number>();

  constructor(redis: RedisClient, now: () => number, life: number) {
    this.#redis = redis;
    this.#now = now;
    this.#life = life;
  }

  /** Adds a session that begins. */
  async add(owner: OwnerId, id: string, origin: SessionOrigin): Promise<void> {
    const begunAt = this.#now();
    const [list, uses] = [identityKeys.sessions(owner), identityKeys.sessionsUsed(owner)];
    this.#remember(id, begunAt);
    await this.#redis
      .multi()
      .hSet(list, id, JSON.stringify({ begunAt, ...origin } satisfies z.infer<typeof facts>))
      .zAdd(uses, { score: begunAt, value: id })
      .expire(list, this.#life)
      .expire(uses, this.#life)
      .exec();
  }

  /** Records a use of a session, without waiting: the next use makes up for a lost one. */
  use(owner: OwnerId, id: string): void {
    const now = this.#now();
    if (now - (this.#used.get(id) ?? Number.NEGATIVE_INFINITY) < USED_INTERVAL_MS) return;
    this.#remember(id, now);
    const uses = identityKeys.sessionsUsed(owner);
    const noted = this.#redis.multi().zAdd(uses, { score: now, value: id }).expire(uses, this.#life).exec();
    void noted.catch(() => undefined);
  }

  /** The most sessions that the account can have: ended ones may still be counted. */
  count(owner: OwnerId): Promise<number> {
    return this.#redis.zCard(identityKeys.sessionsUsed(owner));
  }

  /** All sessions in the list, the longest unused first. */
  async read(owner: OwnerId): Promise<Listed[]> {
    const [used, kept] = await Promise.all([
      this.#redis.zRangeWithScores(identityKeys.sessionsUsed(owner), 0, -1),
      this.#redis.hGetAll(identityKeys.sessions(owner)),
    ]);
    return used.map(({ value: id, score: usedAt }) => {
      const known = facts.safeParse(JSON.parse(kept[id] ?? '{}')).data;
      return { id, usedAt, ...UNKNOWN, begunAt: undefined, ...known };
    });
  }

  async remove(owner: OwnerId, ids: readonly string[]): Promise<void> {
    const [list, uses] = [identityKeys.sessions(owner), identityKeys.sessionsUsed(owner)];
    await this.#redis
      .multi()
      .hDel(list, [...ids])
      .zRem(uses, [...ids])
      .exec();
  }

  async clear(owner: OwnerId): Promise<void> {
    await this.#redis.del([identityKeys.sessions(owner), identityKeys.sessionsUsed(owner)]);
  }

  #remember(id: string, at: number): void {
    this.#used.delete(id);
    this.#used.set(id, at);
    const [oldest] = this.#used.keys();
    if (this.#used.size > USES_REMEMBERED && oldest !== undefined) this.#used.delete(oldest);
  }
}

export const UNKNOWN: SessionOrigin = { device: 'program', address: '' };
