/**
 * Lets so many works go on at once; others wait their turn, in order. When ten thousand come in the same second, each
 * wait for Redis is then as short as ever, and those who are in already are answered in between.
 */
export class ConcurrencyLimit {
  readonly #width: number;
  readonly #longest: number;
  readonly #waiting: (() => void)[] = [];
  #next = 0;
  #going = 0;

  /**
   * @param width how many go on at once
   * @param longest how many may wait
   */
  constructor(width: number, longest: number) {
    this.#width = width;
    this.#longest = longest;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.length - this.#next;
  }

  /** Does a work when it is its turn, and answers as it does; `full` where too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T | 'full'> {
    if (this.#going >= this.#width) {
      if (this.length >= this.#longest) return 'full';
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#going += 1;
    }
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Whoever leaves hands the place on. */
  #leave(): void {
    const next = this.#waiting[this.#next];
    if (next === undefined) {
      this.#going -= 1;
      return;
    }
    this.#next += 1;
    if (this.#next === this.#waiting.length || this.#next >= 1_000) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
    next();
  }
}
