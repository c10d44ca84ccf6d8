import { createHash } from 'node:crypto';
import type { OwnerId } from '../../protocol/ids.ts';
import { SESSION_TTL_SECONDS, type SessionOrigin, Sessions } from '../identity/sessions.ts';
import type { RedisClient } from '../redis/client.ts';
import type { DeskAccount } from './accounts.ts';
import { deskKeys } from './keys.ts';

/** Of the idle end, how much a deed may go unwritten: a clerk who works writes some times a minute and not at each deed. */
const UNWRITTEN = 1 / 60;
/** In seconds. A session lasts no longer; what is left of one goes two days later, as the session itself does. */
const KEPT = SESSION_TTL_SECONDS + 2 * 86_400;

type Parts = ConstructorParameters<typeof Sessions<DeskAccount>>[0];

/**
 * Sessions at the desk end when nothing was done in them for a while: a desk may be left open. What was done last is
 * kept in Redis, so all nodes agree, and is never renewed once it is too old.
 */
export class DeskSessions extends Sessions<DeskAccount> {
  readonly #redis: RedisClient;
  readonly #now: () => number;
  readonly #idleMs: number;

  /** @param options.idleMs a session ends when nothing was done in it for so long */
  constructor({ idleMs, ...options }: Omit<Parts, 'name'> & { readonly idleMs: number; readonly now: () => number }) {
    super({ ...options, name: 'desk-session' });
    this.#redis = options.redis;
    this.#now = options.now;
    this.#idleMs = idleMs;
  }

  override async start(
    account: { readonly owner: OwnerId },
    generation: number,
    origin?: SessionOrigin,
  ): Promise<string> {
    const token = await super.start(account, generation, origin);
    await this.#note(token);
    return token;
  }

  override async find(token: string): Promise<DeskAccount | undefined> {
    const account = await super.find(token);
    return account === undefined || (await this.#lastOf([token])).some(this.#isOver) ? undefined : account;
  }

  /** Something was done in this session. False where it had ended for doing nothing: then it must not be done. */
  async did(token: string): Promise<boolean> {
    const [last] = await this.#lastOf([token]);
    if (last !== undefined && this.#isOver(last)) return false;
    if (last === undefined || this.#now() - last > this.#idleMs * UNWRITTEN) await this.#note(token);
    return true;
  }

  /** Those of the tokens in whose sessions nothing was done for too long. */
  async idleOf(tokens: readonly string[]): Promise<string[]> {
    const last = await this.#lastOf(tokens);
    // A session of the version before has no mark: it begins to count now.
    await Promise.all(tokens.filter((_, i) => last[i] === undefined).map((token) => this.#note(token)));
    return tokens.filter((_, i) => this.#isOver(last[i] ?? Number.POSITIVE_INFINITY));
  }

  readonly #isOver = (last: number | undefined): boolean => last !== undefined && this.#now() - last >= this.#idleMs;

  async #lastOf(tokens: readonly string[]): Promise<(number | undefined)[]> {
    const kept = await this.#redis.mGet(tokens.map(keyOf));
    return kept.map((text) => (text === null ? undefined : Number(text)));
  }

  async #note(token: string): Promise<void> {
    await this.#redis.set(keyOf(token), String(this.#now()), { expiration: { type: 'EX', value: KEPT } });
  }
}

const keyOf = (token: string): string => deskKeys.lastDeed(createHash('sha256').update(token).digest('base64url'));
