/**
 * Where all chance of a simulation comes from: a seed, or the tape of an earlier run. 0 is always the tame choice (the
 * message that has waited longest, no fault, the straight way on), and a tape that has run out goes on with it; so a
 * shorter tape is a simpler history.
 */
export class Choices {
  /** Every choice so far. */
  readonly tape: number[] = [];
  readonly #given: readonly number[] | undefined;
  #state: number;

  constructor(source: { readonly seed: number } | { readonly tape: readonly number[] }) {
    this.#given = 'tape' in source ? source.tape : undefined;
    this.#state = 'seed' in source ? Math.imul(source.seed, 0x9e3779b1) | 0 : 0;
  }

  /** A whole number from 0 to `n - 1`. */
  pick(n: number): number {
    if (n <= 1) return 0;
    const chosen = this.#given === undefined ? this.#random() % n : Math.min(this.#given[this.tape.length] ?? 0, n - 1);
    this.tape.push(chosen);
    return chosen;
  }

  /** A whole number from the first to before the second. */
  between(from: number, to: number): number {
    return from + this.pick(to - from);
  }

  /** True `per` times in 1,000. */
  seldom(per: number): boolean {
    return this.pick(1_000) >= 1_000 - per;
  }

  /** One of the values; the first is the tame one. */
  of<T>(first: T, ...others: readonly T[]): T {
    const at = this.pick(1 + others.length);
    return at === 0 ? first : (others[at - 1] ?? first);
  }

  /** 31 random bits: a mulberry of 32. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 1;
  }
}
