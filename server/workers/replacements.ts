/** In ms: before a first replacement, doubled with each more. */
export const FIRST_PAUSE_MS = 100;
export const LONGEST_PAUSE_MS = 5_000;
/** In ms: deaths older than this are forgotten. */
const WINDOW = 60_000;
/** More deaths than this within the window are a fault that no replacement cures. */
const LIMIT = 10;

/**
 * How long to wait before a dead worker is replaced. All workers are counted together: what kills one after another
 * is no accident of one.
 */
export class Replacements {
  #deaths: number[] = [];

  /** @param now ms, of any clock that runs evenly; answers the pause in ms, or that it is no use */
  afterDeath(now: number): number | 'noUse' {
    this.#deaths = [...this.#deaths.filter((at) => at > now - WINDOW), now];
    if (this.#deaths.length > LIMIT) return 'noUse';
    return Math.min(FIRST_PAUSE_MS * 2 ** (this.#deaths.length - 1), LONGEST_PAUSE_MS);
  }
}
