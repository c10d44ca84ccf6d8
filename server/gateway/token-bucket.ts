/** How much a client may do: `burst` at once, and `perSecond` of them come back in each second. */
export type Allowance = { readonly perSecond: number; readonly burst: number };

/** One client's allowance of one kind. Time is an input, in ms. */
export class TokenBucket {
  readonly #allowance: Allowance;
  #tokens: number;
  #at: number;

  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance;
    this.#tokens = allowance.burst;
    this.#at = now;
  }

  /** Takes one token. False where none is left: then nothing is taken. */
  take(now: number): boolean {
    const { perSecond, burst } = this.#allowance;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1_000) * perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** From when a token is there again, in ms. */
  nextAt(): number {
    return Math.ceil(this.#at + ((1 - this.#tokens) / this.#allowance.perSecond) * 1_000);
  }
}
