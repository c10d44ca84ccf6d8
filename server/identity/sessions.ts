import { createHash, randomBytes } from 'node:crypto';
import type { RedisClient } from '../redis/client.ts';
import type { Account, OwnerId } from './accounts.ts';
import { identityKeys } from './keys.ts';

/** In seconds; a day's opening hours fit (HOURS-1). */
export const SESSION_LIFE = 12 * 3600;
/** When a session is over stands in it; Redis clears it away so much later, in seconds, lest a jump of its clock sign all out. */
const RUBBISH_AFTER = 2 * 86_400;

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
  }

  /** The generation that a session begins in. */
  async generationOf(owner: OwnerId): Promise<number> {
    return Number((await this.#redis.get(identityKeys.generation(owner))) ?? 0);
  }

  /** Begins a session of 12 h; the token is known to the caller alone. */
  async start({ owner }: Owned, generation: number): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const expiration = { type: 'EX', value: SESSION_LIFE + RUBBISH_AFTER } as const;
    const ends = this.#now() + SESSION_LIFE * 1_000;
    await this.#redis.set(this.#keyOf(token), `${generation} ${owner} ${ends}`, { expiration });
    if (!(await this.#isWhole())) throw new Error('a session would be gone when the right data are back');
    return token;
  }

  /** The account of a token, as it is now; undefined for anything that is not the token of a live session. */
  async find(token: string): Promise<A | undefined> {
    const owner = await this.#ownerOf(token);
    return owner === undefined ? undefined : this.#accounts.byOwner(owner);
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
      /^(\d+) (\S+) (\d+)$/.exec(text ?? ''),
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
    return `xuanhao:${this.#name}:${createHash('sha256').update(token).digest('base64url')}`;
  }
}

const isToken = (text: string): boolean => /^[\w-]{43}$/.test(text);
