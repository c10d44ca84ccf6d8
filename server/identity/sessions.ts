import { createHash, randomBytes } from 'node:crypto';
import type { SessionEntry } from '../../protocol/http/sessions.ts';
import type { RedisClient } from '../redis/client.ts';
import type { Account, OwnerId } from './accounts.ts';
import { identityKeys } from './keys.ts';
import { type Listed, SessionList, type SessionOrigin, UNKNOWN } from './session-list.ts';

export type { SessionOrigin };

/** In seconds; a day's opening hours fit (HOURS-1). */
export const SESSION_TTL_SECONDS = 12 * 3600;
/** When a session is over stands in it; Redis clears it away so much later, in seconds, lest a jump of its clock sign all out. */
const RUBBISH_AFTER = 2 * 86_400;

/** Sessions of one account: an office of twenty people shares one, on two devices each. */
export const MOST_SESSIONS = 50;

type Together = { readonly tokens: string[]; readonly owners: Promise<(OwnerId | undefined)[]> };
/** Whose a session is. */
type Owned = { readonly owner: OwnerId };
type AccountsByOwner<A> = { readonly byOwner: (owner: OwnerId) => Promise<A | undefined> };

/**
 * Who is signed in. A session is a token of 256 random bits; Redis holds only its hash, so that whoever reads Redis
 * can sign in as nobody. Every node finds every session. Methods reject when Redis does not answer.
 *
 * A session belongs to a generation of its account's sessions: raising the generation ends them all at one stroke, also
 * one that is being begun at that moment, if its generation was read before its pass-phrase was checked.
 */
export class Sessions<A extends Owned = Account> {
  readonly #redis: RedisClient;
  readonly #accounts: AccountsByOwner<A>;
  readonly #name: string;
  readonly #isWhole: () => Promise<boolean>;
  readonly #now: () => number;
  readonly #list: SessionList;
  #together: Together | undefined;

  /**
   * @param options.name keeps one kind of sessions from another's: a token is good for its own kind alone
   * @param options.now the store's clock, in ms; the machine's own where none is given
   * @param options.isWhole whether Redis has what was written to it; where it has not, no session is known to be over
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
    this.#list = new SessionList(this.#redis, this.#now, SESSION_TTL_SECONDS + RUBBISH_AFTER);
  }

  /** The generation that a session begins in. */
  async generationOf(owner: OwnerId): Promise<number> {
    return Number((await this.#redis.get(identityKeys.generation(owner))) ?? 0);
  }

  /**
   * Begins a session of 12 h; the token is known to the caller alone. Where the account has too many, the one unused
   * longest ends.
   */
  async start({ owner }: Owned, generation: number, origin: SessionOrigin = UNKNOWN): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const expiration = { type: 'EX', value: SESSION_TTL_SECONDS + RUBBISH_AFTER } as const;
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

  /** The account of a token, as it is now; undefined for anything that is not the token of a live session. */
  async find(token: string): Promise<A | undefined> {
    const owner = await this.#ownerOf(token);
    if (owner === undefined) return undefined;
    this.#list.use(owner, idOf(token));
    return this.#accounts.byOwner(owner);
  }

  /** The sessions of a token's account, the one used last first. */
  async list(owner: OwnerId, token: string): Promise<SessionEntry[]> {
    const own = idOf(token);
    return (await this.#liveOf(owner)).toReversed().map((each) => ({ ...each, current: each.id === own }));
  }

  /** Ends one session of an account, named as in the list; does nothing where the account has none of that name. */
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

  /** Ends a session; does nothing where there is none. */
  async end(token: string): Promise<void> {
    if (isToken(token)) await this.#redis.del(this.#keyOf(token));
  }

  /** Ends all sessions of an account, on every device. */
  async endAll(owner: OwnerId): Promise<void> {
    await this.#redis.incr(identityKeys.generation(owner));
    await this.#list.clear(owner);
  }

  /** Those on the account's list that are not over, the one unused longest first; the others are taken off it. */
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

  /** Those who come in the same turn are looked up together: when everybody comes at once, that spares Redis most of it. */
  async #ownerOf(token: string): Promise<OwnerId | undefined> {
    this.#together ??= this.#gather();
    const { tokens, owners } = this.#together;
    const place = tokens.push(token) - 1;
    return (await owners)[place];
  }

  #gather(): Together {
    const tokens: string[] = [];
    const owners = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#together = undefined;
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
    // What was lost with everything else, and may come back with it, is no reason to send anybody away.
    if (real.some((token) => live.get(token) === undefined) && !(await this.#isWhole()))
      throw new Error('whether a session is over is not known while Redis has not what was written to it');
    return tokens.map((token) => live.get(token));
  }

  /** Outside the accounts' hash tag: there are more sessions than anything, and each is read alone. */
  #keyOf(token: string): string {
    return this.#keyOfId(idOf(token));
  }

  #keyOfId(id: string): string {
    return `xuanhao:${this.#name}:${id}`;
  }
}

/** Generation, owner, and when it is over. */
const RECORD = /^(\d+) (\S+) (\d+)$/;

/** A session's name, by which Redis keeps it: no token can be had from it. */
const idOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const isToken = (text: string): boolean => /^[\w-]{43}$/.test(text);
