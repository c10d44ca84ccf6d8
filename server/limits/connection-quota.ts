import { type Allowance, TokenBucket } from './token-bucket.ts';

/** How long a share is kept after its last connection has gone: reconnecting must not refill an allowance. */
const RETENTION_MS = 60_000;

/** The common share of all connections of one account, or of one address. */
export class Share<Kind extends string> {
  connections = 0;
  /** The time of the last `enter` or `leave`, in ms. */
  seen: number;
  readonly #allowances: Readonly<Partial<Record<Kind, Allowance>>>;
  readonly #buckets: Partial<Record<Kind, TokenBucket>> = {};

  constructor(allowances: Readonly<Partial<Record<Kind, Allowance>>>, now: number) {
    this.#allowances = allowances;
    this.seen = now;
  }

  /** The bucket of an allowance; undefined if that kind is unlimited. */
  bucketOf(kind: Kind, now: number): TokenBucket | undefined {
    const allowance = this.#allowances[kind];
    return allowance && (this.#buckets[kind] ??= new TokenBucket(allowance, now));
  }
}

/**
 * Limits connections, and the sum of their requests, per account or address: with one bucket per connection, a client
 * could multiply its allowance by opening more. Each process counts its own. Time is an input, in ms.
 */
export class ConnectionQuota<Kind extends string> {
  readonly #most: number;
  readonly #allowances: Readonly<Partial<Record<Kind, Allowance>>>;
  readonly #shares = new Map<string, Share<Kind>>();

  /** @param most connections at once, for each */
  constructor(most: number, allowances: Readonly<Partial<Record<Kind, Allowance>>>) {
    this.#most = most;
    this.#allowances = allowances;
  }

  /** How many shares are kept. */
  get size(): number {
    return this.#shares.size;
  }

  /** The connections of all shares together. */
  get connections(): number {
    let all = 0;
    for (const { connections } of this.#shares.values()) all += connections;
    return all;
  }

  /** Whether one connection more is allowed. */
  hasRoom(whose: string): boolean {
    return (this.#shares.get(whose)?.connections ?? 0) < this.#most;
  }

  /** Counts a connection; `leave` ends it. */
  enter(whose: string, now: number): Share<Kind> {
    const share = this.#shares.get(whose) ?? new Share(this.#allowances, now);
    this.#shares.set(whose, share);
    share.connections += 1;
    share.seen = now;
    return share;
  }

  leave(share: Share<Kind>, now: number): void {
    share.connections -= 1;
    share.seen = now;
  }

  /** Forgets shares unused for a minute; call it now and then. */
  tick(now: number): void {
    for (const [whose, { connections, seen }] of this.#shares)
      if (connections === 0 && now - seen >= RETENTION_MS) this.#shares.delete(whose);
  }
}
