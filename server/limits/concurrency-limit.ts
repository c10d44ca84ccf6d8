/**
 * Limits how many tasks run at once; others wait their turn, in order. When ten thousand arrive in the same second,
 * each still waits for Redis only briefly, and established clients are answered in between.
 */
export class ConcurrencyLimit {
  readonly #width: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #next = 0;
  #running = 0;

  /**
   * @param width how many run at once
   * @param maxWaiting how many may wait
   */
  constructor(width: number, maxWaiting: number) {
    this.#width = width;
    this.#maxWaiting = maxWaiting;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.length - this.#next;
  }

  /** Runs a task when its turn comes, and resolves to its result; `full` if too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T | 'full'> {
    if (this.#running >= this.#width) {
      if (this.length >= this.#maxWaiting) return 'full';
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Hands the slot to the next task. */
  #leave(): void {
    const next = this.#waiting[this.#next];
    if (next === undefined) {
      this.#running -= 1;
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
