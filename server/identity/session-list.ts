import { z } from 'zod';
import { type DeviceKind, deviceKind } from '../../protocol/http/sessions.ts';
import type { RedisClient } from '../redis/client.ts';
import type { OwnerId } from './accounts.ts';
import { identityKeys } from './keys.ts';

/** How exactly it is known when a session was last used, in ms: each node writes it down once in so long at most. */
const USED_INTERVAL_MS = 60_000;
/** So many sessions' last uses are remembered here; beyond that some are written down more often. */
const USES_REMEMBERED = 50_000;

/** From where a session is begun, as its owner is shown it. */
export type SessionOrigin = {
  readonly device: DeviceKind;
  /** Masked. */
  readonly address: string;
};
const facts = z.object({ begunAt: z.int(), device: deviceKind, address: z.string() });

/** What the list knows of one session; `begunAt` is undefined for one that a server without a list began. */
export type Listed = SessionOrigin & {
  readonly id: string;
  readonly usedAt: number;
  readonly begunAt: number | undefined;
};

/**
 * Which sessions an account has, by their ids, for its owner to look at and to count them. What it says is no
 * permission: a session that is over may stand here for a while, so `Sessions` judges each.
 */
export class SessionList {
  readonly #redis: RedisClient;
  readonly #now: () => number;
  /** In seconds; the list is gone so long after the account's last session began. */
  readonly #life: number;
  /** When this node last wrote down that a session is used. */
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

  /** Notes that a session is used now. Nobody waits for it, and the next use makes up for a lost one. */
  use(owner: OwnerId, id: string): void {
    const now = this.#now();
    if (now - (this.#used.get(id) ?? Number.NEGATIVE_INFINITY) < USED_INTERVAL_MS) return;
    this.#remember(id, now);
    const uses = identityKeys.sessionsUsed(owner);
    const noted = this.#redis.multi().zAdd(uses, { score: now, value: id }).expire(uses, this.#life).exec();
    void noted.catch(() => undefined);
  }

  /** How many there are at most. */
  count(owner: OwnerId): Promise<number> {
    return this.#redis.zCard(identityKeys.sessionsUsed(owner));
  }

  /** All of them, the one unused longest first. */
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
