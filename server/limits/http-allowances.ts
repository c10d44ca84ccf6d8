import { type Allowance, TokenBucket } from './token-bucket.ts';

/** What a request costs: `read` is some look-ups, `deed` writes, or has a pass-phrase hashed. */
export type HttpKind = 'read' | 'deed';

/** One account's requests at one process: a page polls once a second, and an office shares an account. */
export const OF_ACCOUNT: Readonly<Record<HttpKind, Allowance>> = {
  read: { perSecond: 20, burst: 200 },
  deed: { perSecond: 5, burst: 60 },
};

/** By how many connections an address may have: a carrier's thousands who all come at an opening, so floods alone are held up. */
const ofAddress = (connections: number): Readonly<Record<HttpKind, Allowance>> => ({
  read: { perSecond: Math.max(20, connections / 10), burst: Math.max(200, connections) },
  deed: { perSecond: Math.max(5, connections / 20), burst: Math.max(60, connections / 2) },
});

/** How much an account and an address may ask for over HTTP. Each process counts its own. Time is an input, in ms. */
export class HttpAllowances {
  readonly #allowances: Readonly<Record<'account' | 'address', Readonly<Record<HttpKind, Allowance>>>>;
  readonly #buckets = new Map<string, TokenBucket>();

  /** @param connections how many connections an address may have */
  constructor(connections: number) {
    this.#allowances = { account: OF_ACCOUNT, address: ofAddress(connections) };
  }

  /** How many buckets are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one; answers null, or from when one is there again (ms). */
  spend(by: 'account' | 'address', whose: string, kind: HttpKind, now: number): number | null {
    const key = `${by} ${kind} ${whose}`;
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#allowances[by][kind], now);
    this.#buckets.set(key, bucket);
    return bucket.take(now) ? null : bucket.nextAt();
  }

  /** Forgets those who have all of their allowance again; to be called now and then. */
  tick(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
  }
}
