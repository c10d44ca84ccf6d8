import { createHash, randomBytes } from 'node:crypto';
import type { RedisClient } from '../redis/client.ts';
import type { Account, Accounts } from './accounts.ts';

/** In seconds; a day's opening hours fit (HOURS-1). */
export const SESSION_LIFE = 12 * 3600;

/**
 * Who is signed in. A session is a token of 256 random bits; Redis holds only its hash, so that whoever reads Redis
 * can sign in as nobody. Every node finds every session. Methods reject when Redis does not answer.
 */
export class Sessions {
  readonly #redis: RedisClient;
  readonly #accounts: Accounts;

  constructor(options: { readonly redis: RedisClient; readonly accounts: Accounts }) {
    this.#redis = options.redis;
    this.#accounts = options.accounts;
  }

  /** Begins a session of 12 h; the token is known to the caller alone. */
  async start(account: Account): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.#redis.set(keyOf(token), account.userName, { expiration: { type: 'EX', value: SESSION_LIFE } });
    return token;
  }

  /** The account of a token; undefined for anything that is not the token of a live session. */
  async find(token: string): Promise<Account | undefined> {
    if (!isToken(token)) return undefined;
    const userName = await this.#redis.get(keyOf(token));
    return userName === null ? undefined : this.#accounts.byUserName(userName);
  }

  /** Ends a session; does nothing where there is none. */
  async end(token: string): Promise<void> {
    if (isToken(token)) await this.#redis.del(keyOf(token));
  }
}

const isToken = (text: string): boolean => /^[\w-]{43}$/.test(text);
const keyOf = (token: string): string => `xuanhao:session:${createHash('sha256').update(token).digest('base64url')}`;
