/**
 * The node's estimate of the store's clock. It stands on the monotonic clock, so that a jump of the machine's wall
 * clock moves nothing, and every answer of the store corrects it: the store read its clock between the sending and
 * the receiving, so an estimate outside that span moves to its nearer edge.
 */
export class StoreClock {
  #offset: number | undefined;

  /** The store's present time in ms. Before the first reading it is the machine's own. */
  now(): number {
    return Math.floor(performance.now() + (this.#offset ?? performance.timeOrigin));
  }

  /** The store's clock has been at this instant: an estimate behind it moves up. What lapsed must not look alive. */
  reached(instant: number): void {
    this.#offset = Math.max(this.#offset ?? instant - performance.now(), instant - performance.now());
  }

  /** Carries out one act of the store that tells its time, and learns from it. */
  async observe<T extends { readonly now: number }>(act: Promise<T>): Promise<T> {
    const sent = performance.now();
    const answer = await act;
    const received = performance.now();
    // The store tells whole milliseconds, cut off: its clock stood anywhere in [now, now + 1).
    const lowest = answer.now - received;
    const highest = answer.now + 1 - sent;
    this.#offset = Math.min(Math.max(this.#offset ?? (lowest + highest) / 2, lowest), highest);
    return answer;
  }
}
