import { ANY_TIME, type StoreTime, type Window } from './store.ts';

/** Callbacks for a jump of the store's clock by so many ms, and for its return. */
export type ClockWatch = { readonly jumped: (by: number) => void; readonly steady: () => void };

/**
 * The smallest difference that counts as a jump. Slewing and drift stay below it; drift grows with the time between two
 * observations, so each second of that time allows another ms.
 */
const JUMP_MS = 300;
/** How far the clock of another Redis that takes over may be from the estimate, in ms. */
const MOVE_MS = 2_000;
/** For how long after a take-over a clock may be so far off: answers of the Redis before may still be under way. */
const TAKE_OVER_MS = 10_000;

/**
 * The node's estimate of the store's clock. It stands on the monotonic clock, so that a jump of the machine's wall
 * clock moves nothing, and every answer of the store corrects it: the store read its clock between the sending and
 * the receiving, so an estimate outside that span moves to its nearer edge.
 *
 * With a watch, the estimate does not follow a jump: it goes on as before until the store's clock is back, or until
 * `learnAnew`. The span rules out a false alarm: however long an answer took, a clock that was not moved was read
 * inside it. Another Redis, which takes over, may differ by more. As long as its clock is behind the pool's last event,
 * the pool's time stands still, and the estimate with it; a clock that is farther behind was set back, which is a jump.
 */
export class StoreClock {
  /**
   * How far the store's clock may be behind or ahead of the estimate when it carries out a timed act. A request arrives
   * after it was sent, on a busy machine much later, and never before: ahead allows more.
   */
  static readonly behindMs = 500;
  static readonly aheadMs = 900;

  readonly #watch: ClockWatch | undefined;
  #offset: number | undefined;
  #observed = 0;
  #latest = Number.NEGATIVE_INFINITY;
  #jump = 0;
  #movedAt = Number.NEGATIVE_INFINITY;

  /** @param watch without it the estimate follows jumps, for a store whose clock moves freely */
  constructor(watch?: ClockWatch) {
    this.#watch = watch;
  }

  /**
   * The store's present time in ms. Before the first observation it is the machine's own time. With a watch it never goes
   * back: after a correction by some ms it stands still, or a hold that has just lapsed would be shown as live again.
   */
  now(): number {
    const estimate = this.#estimate();
    if (this.#watch === undefined || this.#offset === undefined) return estimate;
    if (estimate > this.#latest) this.#latest = estimate;
    return this.#latest;
  }

  /** The jump of the store's clock that has not been undone, in ms; 0 without one. */
  get jump(): number {
    return this.#jump;
  }

  /** When, by the store's clock, an act planned now may be carried out; at any time without a watch. */
  window(): Window {
    if (this.#watch === undefined || this.#offset === undefined) return ANY_TIME;
    const now = this.#estimate();
    return { from: now - StoreClock.behindMs, until: now + StoreClock.aheadMs };
  }

  /** Accepts the store's clock as the next observation finds it, and ends a jump. */
  learnAnew(): void {
    this.#offset = undefined;
    this.#latest = Number.NEGATIVE_INFINITY;
    this.#steady();
  }

  /** Learns the clock of another Redis, which answers from now on, unless it is too far from the estimate. */
  storeMoved(): void {
    this.#movedAt = performance.now();
    if (Math.abs(this.#jump) <= MOVE_MS) this.#steady();
  }

  /** Moves the estimate up to an instant that the store's clock has reached: a lapsed hold must not look live. */
  reached(instant: number): void {
    const offset = instant - performance.now();
    if (offset > (this.#offset ?? Number.NEGATIVE_INFINITY)) this.#move(offset);
  }

  /** Awaits an answer of the store, and corrects the estimate by the time in it. */
  async observe<T extends StoreTime>(act: Promise<T>): Promise<T> {
    const sent = performance.now();
    const answer = await act;
    const received = performance.now();
    // The store truncates to whole milliseconds: its clock was somewhere in [now, now + 1).
    const lowest = answer.now - received;
    const highest = answer.now + 1 - sent;
    const offset = Math.min(Math.max(this.#offset ?? (lowest + highest) / 2, lowest), highest);
    const { behindMs = 0 } = answer;
    if (this.#watch !== undefined && behindMs > (this.#isTakenOver() ? MOVE_MS : JUMP_MS)) this.#jumped(-behindMs);
    else if (this.#move(offset)) this.#steady();
    return answer;
  }

  #estimate(): number {
    return Math.floor(performance.now() + (this.#offset ?? performance.timeOrigin));
  }

  /** Returns false where this would be a jump. */
  #move(offset: number): boolean {
    const by = this.#offset === undefined ? 0 : offset - this.#offset;
    const allowed = this.#isTakenOver() ? MOVE_MS : JUMP_MS + (performance.now() - this.#observed) / 1_000;
    if (this.#watch !== undefined && Math.abs(by) > allowed) {
      this.#jumped(by);
      return false;
    }
    this.#offset = offset;
    this.#observed = performance.now();
    return true;
  }

  #isTakenOver(): boolean {
    return performance.now() - this.#movedAt < TAKE_OVER_MS;
  }

  #jumped(by: number): void {
    const isNew = this.#jump === 0;
    this.#jump = by;
    if (isNew) this.#watch?.jumped(by);
  }

  #steady(): void {
    if (this.#jump === 0) return;
    this.#jump = 0;
    this.#watch?.steady();
  }
}
