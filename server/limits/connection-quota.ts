import { type Allowance, TokenBucket } from './token-bucket.ts';

/** How long a share is remembered after its last connection has gone, in ms: coming again must not fill an allowance. */
const REMEMBERED = 60_000;

/** What all connections of one account, or of one address, have together. */
export class Share<Kind extends string> {
  connections = 0;
  /** When it was last entered or left, in ms. */
  seen: number;
  readonly #allowances: Readonly<Partial<Record<Kind, Allowance>>>;
  readonly #buckets: Partial<Record<Kind, TokenBucket>> = {};

  constructor(allowances: Readonly<Partial<Record<Kind, Allowance>>>, now: number) {
    this.#allowances = allowances;
    this.seen = now;
  }

  /** What is left of an allowance; undefined for what has none and is free. */
  bucketOf(kind: Kind, now: number): TokenBucket | undefined {
    const allowance = this.#allowances[kind];
    return allowance && (this.#buckets[kind] ??= new TokenBucket(allowance, now));
  }
}

/**
 * So many connections, and so much of what they ask for, to each who shares something: the bucket of one connection
 * would otherwise be as many as somebody cares to open. Each process counts its own. Time is an input, in ms.
 */
export class ConnectionQuota<Kind extends string> {
  readonly #most: number;
  readonly #allowances: Readonly<Partial<Record<Kind, Allowance>>>;
  readonly #shares = new Map<string, Share<Kind>>();

  /** @param most connections at once */
  constructor(most: number, allowances: Readonly<Partial<Record<Kind, Allowance>>>) {
    this.#most = most;
    this.#allowances = allowances;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#shares.size;
  }

  /** How many connections are counted, of all together. */
  get connections(): number {
    let all = 0;
    for (const { connections } of this.#shares.values()) all += connections;
    return all;
  }

  /** Whether one connection more may come. */
  hasRoom(whose: string): boolean {
    return (this.#shares.get(whose)?.connections ?? 0) < this.#most;
  }

  /** Counts a connection; to be left by `leave` when it ends. */
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

  /** Forgets those who have been gone for a minute; to be called now and then. */
  tick(now: number): void {
    for (const [whose, { connections, seen }] of this.#shares)
      if (connections === 0 && now - seen >= REMEMBERED) this.#shares.delete(whose);
  }
}
