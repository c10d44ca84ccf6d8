import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { WorkChallenge, WorkProof } from '../../protocol/work.ts';
import type { RedisClient } from '../redis/client.ts';
import { isSame } from './same.ts';
import { isWorkDone, makeWork } from './work.ts';

/** How long a challenge can be answered, in ms: a slow telephone finds the dearest in half a minute. */
const WORK_TTL_MS = 120_000;

/** The salt: random text, what the work is for, how much it is, and until when it is good. */
const SALT = /^([\w-]{16})\?for=([\w-]{22})&most=(\d{1,9})&until=(\d{1,15})&$/;

/**
 * Work that a client's machine does before the server does some for it. A challenge says itself what it is for, signed,
 * so that nothing is kept of those that nobody answers; Redis keeps the answered ones until they are over, so that each
 * serves once at all nodes.
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

  /** A challenge for one purpose; `maxNumber` is the most numbers that may have to be tried. */
  ask(purpose: string, maxNumber: number): WorkChallenge {
    const until = this.#now() + WORK_TTL_MS;
    const salt = `${randomBytes(12).toString('base64url')}?for=${this.#digest(purpose)}&most=${maxNumber}&until=${until}&`;
    return makeWork({ key: this.#key, salt, number: randomInt(maxNumber + 1), maxNumber });
  }

  /** Takes a proof for its purpose, once; answers how much was asked for, 0 where it is not good. */
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
