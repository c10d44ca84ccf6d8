import { type Allowance, TokenBucket } from './token-bucket.ts';

/** The cost of a request: `read` is a few look-ups; `deed` writes, or hashes a pass-phrase. */
export type HttpKind = 'read' | 'deed';

/** One account's requests at one process: a page polls once a second, and an office may share an account. */
export const OF_ACCOUNT: Readonly<Record<HttpKind, Allowance>> = {
  read: { perSecond: 20, burst: 200 },
  deed: { perSecond: 5, burst: 60 },
};

/**
 * Scaled by the connections an address may have: thousands of clients of one carrier arrive at an opening, so only
 * floods are delayed.
 */
const ofAddress = (connections: number): Readonly<Record<HttpKind, Allowance>> => ({
  read: { perSecond: Math.max(20, connections / 10), burst: Math.max(200, connections) },
  deed: { perSecond: Math.max(5, connections / 20), burst: Math.max(60, connections / 2) },
});

/** Limits the HTTP requests of an account and of an address. Each process counts its own. Time is an input, in ms. */
export class HttpAllowances {
  readonly #allowances: Readonly<Record<'account' | 'address', Readonly<Record<HttpKind, Allowance>>>>;
  readonly #buckets = new Map<string, TokenBucket>();

  /** @param connections how many connections an address may have */
  constructor(connections: number) {
    this.#allowances = { account: OF_ACCOUNT, address: ofAddress(connections) };
  }

  /** How many buckets are kept. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes a token. Returns null, or the time (ms) at which the next one is available. */
  spend(by: 'account' | 'address', whose: string, kind: HttpKind, now: number): number | null {
    const key = `${by} ${kind} ${whose}`;
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#allowances[by][kind], now);
    this.#buckets.set(key, bucket);
    return bucket.take(now) ? null : bucket.nextAt();
  }

  /** Forgets full buckets; call it now and then. */
  tick(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
  }
}
