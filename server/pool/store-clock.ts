import { ANY_TIME, type Window } from './store.ts';

/** Told when the store's clock jumps by so many ms, and when it stands right again. */
export type ClockWatch = { readonly jumped: (by: number) => void; readonly steady: () => void };

/**
 * From here on a difference is a jump, in ms. What a clock is slewed by, and what two clocks drift apart while nobody
 * looks, is less: a thousandth of the time in between is allowed besides.
 */
const JUMP = 300;

/**
 * The node's estimate of the store's clock. It stands on the monotonic clock, so that a jump of the machine's wall
 * clock moves nothing, and every answer of the store corrects it: the store read its clock between the sending and
 * the receiving, so an estimate outside that span moves to its nearer edge.
 *
 * Where somebody watches, it does not follow a jump: the estimate goes on as if nothing had happened, until the store's
 * clock is back, or is learnt anew. The span makes that sure: however long an answer took, a clock that was not moved
 * was read inside it.
 */
export class StoreClock {
  /**
   * How far, in ms, the store's clock may be behind and ahead of the estimate when something is done by it. What is
   * sent arrives later, on a busy machine much later; earlier it cannot arrive.
   */
  static readonly BEHIND = 500;
  static readonly AHEAD = 900;

  readonly #watch: ClockWatch | undefined;
  #offset: number | undefined;
  #observed = 0;
  #jump = 0;

  /** @param watch absent: jumps are followed, for a store whose clock moves as it likes */
  constructor(watch?: ClockWatch) {
    this.#watch = watch;
  }

  /** The store's present time in ms. Before the first reading it is the machine's own. */
  now(): number {
    return Math.floor(performance.now() + (this.#offset ?? performance.timeOrigin));
  }

  /** By how many ms the store's clock has jumped and not come back; 0 where it has not. */
  get jump(): number {
    return this.#jump;
  }

  /** Where the store's clock must stand for something to be done by it: within a second, where jumps are watched. */
  window(): Window {
    if (this.#watch === undefined || this.#offset === undefined) return ANY_TIME;
    const now = this.now();
    return { from: now - StoreClock.BEHIND, until: now + StoreClock.AHEAD };
  }

  /** Takes the store's clock as it is, whatever it was before. */
  learnAnew(): void {
    this.#offset = undefined;
    this.#steady();
  }

  /** The store's clock has been at this instant: an estimate behind it moves up. What lapsed must not look alive. */
  reached(instant: number): void {
    const offset = instant - performance.now();
    if (offset > (this.#offset ?? Number.NEGATIVE_INFINITY)) this.#move(offset);
  }

  /** Carries out one act of the store that tells its time, and learns from it. */
  async observe<T extends { readonly now: number }>(act: Promise<T>): Promise<T> {
    const sent = performance.now();
    const answer = await act;
    const received = performance.now();
    // The store tells whole milliseconds, cut off: its clock stood anywhere in [now, now + 1).
    const lowest = answer.now - received;
    const highest = answer.now + 1 - sent;
    const offset = Math.min(Math.max(this.#offset ?? (lowest + highest) / 2, lowest), highest);
    if (this.#move(offset)) this.#steady();
    return answer;
  }

  /** Answers false where this would be a jump. */
  #move(offset: number): boolean {
    const by = this.#offset === undefined ? 0 : offset - this.#offset;
    const allowed = JUMP + (performance.now() - this.#observed) / 1_000;
    if (this.#watch !== undefined && Math.abs(by) > allowed) {
      const news = this.#jump === 0;
      this.#jump = by;
      if (news) this.#watch.jumped(by);
      return false;
    }
    this.#offset = offset;
    this.#observed = performance.now();
    return true;
  }

  #steady(): void {
    if (this.#jump === 0) return;
    this.#jump = 0;
    this.#watch?.steady();
  }
}
