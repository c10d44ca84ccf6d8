import { createHash, randomBytes } from 'node:crypto';
import type { SessionEntry } from '../../protocol/http/sessions.ts';
import type { RedisClient } from '../redis/client.ts';
import type { Account, OwnerId } from './accounts.ts';
import { identityKeys } from './keys.ts';
import { type Listed, SessionList, type SessionOrigin, UNKNOWN } from './session-list.ts';

export type { SessionOrigin };

/** In seconds: long enough for a working day at an office. */
export const SESSION_TTL_SECONDS = 12 * 3600;
/** How much later than its end Redis deletes a session, in seconds: a jump of the clock must not sign everybody out. */
const DELETED_AFTER_SECONDS = 2 * 86_400;

/** Sessions of one account: an office of twenty people shares one, on two devices each. */
export const MOST_SESSIONS = 50;

type Batch = { readonly tokens: string[]; readonly owners: Promise<(OwnerId | undefined)[]> };
type Owned = { readonly owner: OwnerId };
type AccountsByOwner<A> = { readonly byOwner: (owner: OwnerId) => Promise<A | undefined> };

/**
 * The sessions of all users. A session is a token of 256 random bits; Redis holds only its hash, so a reader of Redis
 * cannot use it. Every node finds every session. Methods reject if Redis does not answer.
 *
 * A session belongs to a generation of its account's sessions. Raising the generation ends them all at once, also one
 * that begins at that moment, if its generation was read before its pass-phrase was checked.
 */
export class Sessions<A extends Owned = Account> {
  readonly #redis: RedisClient;
  readonly #accounts: AccountsByOwner<A>;
  readonly #name: string;
  readonly #isWhole: () => Promise<boolean>;
  readonly #now: () => number;
  readonly #list: SessionList;
  #batch: Batch | undefined;

  /**
   * @param options.name separates kinds of sessions: a token is valid only for its own kind
   * @param options.now the store's clock, in ms; absent: the machine's own
   * @param options.isWhole whether Redis has lost nothing that was written; otherwise no session is known to be over
   */
  constructor(options: {
    readonly redis: RedisClient;
    readonly accounts: AccountsByOwner<A>;
    readonly name?: string;
    readonly isWhole?: () => Promise<boolean>;
    readonly now?: () => number;
  }) {
    this.#redis = options.redis;
    this.#accounts = options.accounts;
    this.#name = options.name ?? 'session';
    this.#isWhole = options.isWhole ?? (async () => true);
    this.#now = options.now ?? Date.now;
    this.#list = new SessionList(this.#redis, this.#now, SESSION_TTL_SECONDS + DELETED_AFTER_SECONDS);
  }

  /** The present generation of an account's sessions. */
  async generationOf(owner: OwnerId): Promise<number> {
    return Number((await this.#redis.get(identityKeys.generation(owner))) ?? 0);
  }

  /**
   * Begins a session of 12 h, and returns its token, which only the caller knows. If the account then has too many
   * sessions, the longest unused ends.
   */
  async start({ owner }: Owned, generation: number, origin: SessionOrigin = UNKNOWN): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const expiration = { type: 'EX', value: SESSION_TTL_SECONDS + DELETED_AFTER_SECONDS } as const;
    const ends = this.#now() + SESSION_TTL_SECONDS * 1_000;
    await this.#redis.set(this.#keyOf(token), `${generation} ${owner} ${ends}`, { expiration });
    await this.#list.add(owner, idOf(token), origin);
    if ((await this.#list.count(owner)) > MOST_SESSIONS) {
      const live = await this.#liveOf(owner);
      await this.#endThese(owner, live.slice(0, Math.max(0, live.length - MOST_SESSIONS)));
    }
    if (!(await this.#isWhole())) throw new Error('a session would be gone when the right data are back');
    return token;
  }

  /** The present account of a live session's token; undefined for any other text. */
  async find(token: string): Promise<A | undefined> {
    const owner = await this.#ownerOf(token);
    if (owner === undefined) return undefined;
    this.#list.use(owner, idOf(token));
    return this.#accounts.byOwner(owner);
  }

  /** The sessions of a token's account, the last used first. */
  async list(owner: OwnerId, token: string): Promise<SessionEntry[]> {
    const own = idOf(token);
    return (await this.#liveOf(owner)).toReversed().map((each) => ({ ...each, current: each.id === own }));
  }

  /** Ends one session of an account by its id in the list; does nothing if the account has no such session. */
  async endById(owner: OwnerId, id: string): Promise<void> {
    await this.#endThese(
      owner,
      (await this.#liveOf(owner)).filter((each) => each.id === id),
    );
  }

  /** Those of the tokens whose sessions have ended. */
  async endedOf(tokens: readonly string[]): Promise<string[]> {
    const owners = await this.#ownersOf(tokens);
    return tokens.filter((_, i) => owners[i] === undefined);
  }

  /** Ends a session; does nothing if there is none. */
  async end(token: string): Promise<void> {
    if (isToken(token)) await this.#redis.del(this.#keyOf(token));
  }

  /** Ends all sessions of an account, on every device. */
  async endAll(owner: OwnerId): Promise<void> {
    await this.#redis.incr(identityKeys.generation(owner));
    await this.#list.clear(owner);
  }

  /** The live sessions of the account's list, the longest unused first; removes the others from the list. */
  async #liveOf(owner: OwnerId): Promise<(Listed & { readonly begunAt: number })[]> {
    const listed = await this.#list.read(owner);
    if (listed.length === 0) return [];
    const [generation, kept] = await Promise.all([
      this.generationOf(owner),
      this.#redis.mGet(listed.map(({ id }) => this.#keyOfId(id))),
    ]);
    const now = this.#now();
    const judged = listed.map((each, i) => {
      const [, ofGeneration, ofOwner, ends] = RECORD.exec(kept[i] ?? '') ?? [];
      const isLive = ofOwner === owner && Number(ofGeneration) === generation && now < Number(ends);
      return { ...each, begunAt: each.begunAt ?? Number(ends) - SESSION_TTL_SECONDS * 1_000, isLive };
    });
    await this.#endThese(
      owner,
      judged.filter(({ isLive }) => !isLive),
    );
    return judged.filter(({ isLive }) => isLive).map(({ isLive: _, ...each }) => each);
  }

  async #endThese(owner: OwnerId, sessions: readonly { readonly id: string }[]): Promise<void> {
    const ids = sessions.map(({ id }) => id);
    if (ids.length === 0) return;
    await this.#redis.del(ids.map((id) => this.#keyOfId(id)));
    await this.#list.remove(owner, ids);
  }

  /** Looks up all tokens of one turn of the loop together: when everybody reconnects, that saves Redis most commands. */
  async #ownerOf(token: string): Promise<OwnerId | undefined> {
    this.#batch ??= this.#openBatch();
    const { tokens, owners } = this.#batch;
    const place = tokens.push(token) - 1;
    return (await owners)[place];
  }

  #openBatch(): Batch {
    const tokens: string[] = [];
    const owners = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#batch = undefined;
      return this.#ownersOf(tokens);
    });
    return { tokens, owners };
  }

  async #ownersOf(tokens: readonly string[]): Promise<(OwnerId | undefined)[]> {
    const real = tokens.filter(isToken);
    if (real.length === 0) return tokens.map(() => undefined);
    const kept = (await this.#redis.mGet(real.map((token) => this.#keyOf(token)))).map((text) =>
      RECORD.exec(text ?? ''),
    );
    const now = this.#now();
    const owners = kept.map((parts) => parts?.[2] as OwnerId | undefined);
    const known = [...new Set(owners.filter((owner) => owner !== undefined))];
    const present = known.length === 0 ? [] : await this.#redis.mGet(known.map(identityKeys.generation));
    const generations = new Map(known.map((owner, i) => [owner, present[i] ?? '0']));
    const live = new Map(
      real.map((token, i) => {
        const owner = owners[i];
        const [, generation, , ends] = kept[i] ?? [];
        const isLive = owner !== undefined && generations.get(owner) === generation && now < Number(ends);
        return [token, isLive ? owner : undefined] as const;
      }),
    );
    // A session that Redis has lost may come back with the right data: it must not be taken for ended.
    if (real.some((token) => live.get(token) === undefined) && !(await this.#isWhole()))
      throw new Error('whether a session is over is not known while Redis has not what was written to it');
    return tokens.map((token) => live.get(token));
  }

  /** Outside the accounts' hash tag: sessions are the most numerous keys, and no script touches them. */
  #keyOf(token: string): string {
    return this.#keyOfId(idOf(token));
  }

  #keyOfId(id: string): string {
    return `xuanhao:${this.#name}:${id}`;
  }
}

/** Generation, owner, and end in ms. */
const RECORD = /^(\d+) (\S+) (\d+)$/;

/** A session's id in Redis. The token cannot be computed from it. */
const idOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const isToken = (text: string): boolean => /^[\w-]{43}$/.test(text);
