import { createHash } from 'node:crypto';
import type { OwnerId } from '../../protocol/ids.ts';
import { SESSION_TTL_SECONDS, type SessionOrigin, Sessions } from '../identity/sessions.ts';
import type { RedisClient } from '../redis/client.ts';
import type { DeskAccount } from './accounts.ts';
import { deskKeys } from './keys.ts';

/**
 * The share of the idle time by which the last action's record may lag: an active clerk then writes a few times a
 * minute, not at each action.
 */
const UNWRITTEN = 1 / 60;
/** In seconds. No session lasts longer; its record expires two days later, like the session itself. */
const KEPT = SESSION_TTL_SECONDS + 2 * 86_400;

type Parts = ConstructorParameters<typeof Sessions<DeskAccount>>[0];

/**
 * Sessions of the desk, which also end when idle: people leave desks open. Redis keeps the time of the last action, so
 * all nodes agree; a time that is too old is never renewed.
 */
export class DeskSessions extends Sessions<DeskAccount> {
  readonly #redis: RedisClient;
  readonly #now: () => number;
  readonly #idleMs: number;

  /** @param options.idleMs idle time after which a session ends */
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

  /** Records an action in a session. False if the session had ended when idle: then the action must not be done. */
  async noteActivity(token: string): Promise<boolean> {
    const [last] = await this.#lastOf([token]);
    if (last !== undefined && this.#isOver(last)) return false;
    if (last === undefined || this.#now() - last > this.#idleMs * UNWRITTEN) await this.#note(token);
    return true;
  }

  /** Of the tokens, those whose sessions have been idle for too long. */
  async idleOf(tokens: readonly string[]): Promise<string[]> {
    const last = await this.#lastOf(tokens);
    // A session of the version before has no mark: its idle time starts now.
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
