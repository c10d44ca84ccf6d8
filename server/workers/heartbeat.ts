/** How often a supervisor asks each worker whether it still answers. */
export const BEAT_MS = 1_000;

/**
 * Whether a worker's event loop still runs, asked once a beat. Beats are counted and not time: a supervisor that stood
 * still itself, perhaps with the whole machine, must not take its workers for hung when it wakes.
 */
export class Heartbeat {
  readonly #most: number;
  #unanswered = 0;

  /** @param most beats in a row that may go unanswered */
  constructor(most: number) {
    this.#most = most;
  }

  /** One beat: `silent` once more than `most` in a row went unanswered, else the worker is to be asked. */
  beat(): 'ask' | 'silent' {
    if (this.#unanswered >= this.#most) return 'silent';
    this.#unanswered += 1;
    return 'ask';
  }

  /** Notes an answer of the worker, to any beat. */
  answered(): void {
    this.#unanswered = 0;
  }
}
