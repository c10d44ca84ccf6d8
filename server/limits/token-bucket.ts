/** A rate limit: `burst` tokens at once, refilled by `perSecond` each second. */
export type Allowance = { readonly perSecond: number; readonly burst: number };

/** In tokens; adding up fractions of a ms loses less. */
const ROUNDING = 0.001;

/** One client's allowance of one kind, stored as the time at which it is full again. Time is an input, in ms. */
export class TokenBucket {
  readonly #allowance: Allowance;
  readonly #began: number;
  /** Counted from the bucket's beginning: ms since 1970 leave no room for thousandths of a ms. */
  #fullAt = 0;

  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance;
    this.#began = now;
  }

  /** Takes one or more tokens. False if too few are left: then it takes none. */
  take(now: number, tokens = 1): boolean {
    const { perSecond, burst } = this.#allowance;
    const at = now - this.#began;
    const fullAt = Math.max(this.#fullAt, at) + (tokens * 1_000) / perSecond;
    if ((fullAt - at) * perSecond > (burst + ROUNDING) * 1_000) return false;
    this.#fullAt = fullAt;
    return true;
  }

  /** Whether the allowance is complete. */
  isFull(now: number): boolean {
    return this.#fullAt <= now - this.#began;
  }

  /** The time at which a token is available again, in ms. */
  nextAt(): number {
    const { perSecond, burst } = this.#allowance;
    return Math.ceil(this.#began + this.#fullAt - ((burst - 1) * 1_000) / perSecond);
  }
}
