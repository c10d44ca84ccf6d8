/** Pause before a first replacement, doubled with each more. */
export const FIRST_PAUSE_MS = 100;
export const LONGEST_PAUSE_MS = 5_000;
/** Deaths older than this are forgotten. */
const WINDOW_MS = 60_000;
/** More deaths than this within the window are a fault that no replacement cures. */
const LIMIT = 10;

/**
 * How long to wait before a dead worker is replaced. All workers are counted together: a fault that kills one after
 * another is not the accident of one.
 */
export class Replacements {
  #deaths: number[] = [];

  /** @param now ms, of any clock that runs evenly; answers the pause in ms, or that no replacement helps */
  afterDeath(now: number): number | 'noUse' {
    this.#deaths = [...this.#deaths.filter((at) => at > now - WINDOW_MS), now];
    if (this.#deaths.length > LIMIT) return 'noUse';
    return Math.min(FIRST_PAUSE_MS * 2 ** (this.#deaths.length - 1), LONGEST_PAUSE_MS);
  }
}
