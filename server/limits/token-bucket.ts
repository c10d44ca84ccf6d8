/** How much a client may do: `burst` at once, and `perSecond` of them come back in each second. */
export type Allowance = { readonly perSecond: number; readonly burst: number };

/** In tokens; what is lost in adding up fractions of a ms is less. */
const ROUNDING = 0.001;

/** One client's allowance of one kind, as the instant at which all of it is there again. Time is an input, in ms. */
export class TokenBucket {
  readonly #allowance: Allowance;
  readonly #began: number;
  /** Counted from the beginning: so many ms since 1970 leave no room for the thousandths of one. */
  #fullAt = 0;

  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance;
    this.#began = now;
  }

  /** Takes a token, or several. False where not so many are left: then nothing is taken. */
  take(now: number, tokens = 1): boolean {
    const { perSecond, burst } = this.#allowance;
    const at = now - this.#began;
    const fullAt = Math.max(this.#fullAt, at) + (tokens * 1_000) / perSecond;
    if ((fullAt - at) * perSecond > (burst + ROUNDING) * 1_000) return false;
    this.#fullAt = fullAt;
    return true;
  }

  /** Whether nothing is missing. */
  isFull(now: number): boolean {
    return this.#fullAt <= now - this.#began;
  }

  /** From when a token is there again, in ms. */
  nextAt(): number {
    const { perSecond, burst } = this.#allowance;
    return Math.ceil(this.#began + this.#fullAt - ((burst - 1) * 1_000) / perSecond);
  }
}
