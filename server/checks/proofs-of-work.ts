import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { WorkChallenge, WorkProof } from '../../protocol/work.ts';
import type { RedisClient } from '../redis/client.ts';
import { isSame } from './same.ts';
import { isWorkDone, makeWork } from './work.ts';

/** How long a challenge is valid: a slow phone solves the dearest in half a minute. */
const WORK_TTL_MS = 120_000;

/** The salt: random text, purpose, amount of work, and expiry. */
const SALT = /^([\w-]{16})\?for=([\w-]{22})&most=(\d{1,9})&until=(\d{1,15})&$/;

/**
 * Proofs of work, which a client computes before the server does expensive work for it. A challenge carries its own
 * signed purpose, so that unanswered ones take no memory. Redis keeps answered ones until they expire, so that each is
 * valid once across all nodes.
 */
export class ProofsOfWork {
  readonly #redis: RedisClient;
  readonly #key: Buffer;
  readonly #now: () => number;

  constructor(options: { readonly redis: RedisClient; readonly key: Buffer; readonly now: () => number }) {
    this.#redis = options.redis;
    this.#key = options.key;
    this.#now = options.now;
  }

  /** Makes a challenge for one purpose; `maxNumber` is the most numbers to try. */
  ask(purpose: string, maxNumber: number): WorkChallenge {
    const until = this.#now() + WORK_TTL_MS;
    const salt = `${randomBytes(12).toString('base64url')}?for=${this.#digest(purpose)}&most=${maxNumber}&until=${until}&`;
    return makeWork({ key: this.#key, salt, number: randomInt(maxNumber + 1), maxNumber });
  }

  /** Redeems a proof for its purpose, once; returns the amount of work asked for, 0 if invalid. */
  async redeem(purpose: string, proof: WorkProof): Promise<number> {
    const [, nonce = '', digest = '', most, until] = SALT.exec(proof.salt) ?? [];
    const left = Number(until ?? 0) - this.#now();
    const isFor = isSame(digest, this.#digest(purpose));
    if (!isFor || left <= 0 || !isWorkDone(this.#key, proof)) return 0;
    const expiration = { type: 'PX', value: Math.ceil(left) } as const;
    const first = await this.#redis.set(`xuanhao:work:${nonce}`, '1', { condition: 'NX', expiration });
    return first === null ? 0 : Number(most);
  }

  #digest(purpose: string): string {
    return createHmac('sha256', this.#key).update(purpose).digest('base64url').slice(0, 22);
  }
}
