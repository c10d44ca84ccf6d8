import type { Noticed, PoolStore, Returns } from '../pool/store.ts';
import type { StoreClock } from '../pool/store-clock.ts';

type Due = Pick<PoolStore, 'lapse' | 'miss' | 'bringBack'>;

/**
 * Deals with what is due: holds that lapse, reservations that were missed, numbers on their way back. The scripts
 * judge; whoever calls them, and when, changes only when it is noticed.
 */
export class Lapser {
  /** What is dealt with in one call of a script: some 3 ms of Redis's time, so that nobody waits behind it. */
  static readonly BATCH = 500;

  readonly #store: Due;
  readonly #clock: StoreClock;
  readonly #returns: Returns;
  readonly #onLapsed: (lateness: number) => void;

  /** @param noticed told of each hold that lapsed, with the ms since its deadline */
  constructor(store: Due, clock: StoreClock, returns: Returns, noticed: (lateness: number) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#returns = returns;
    this.#onLapsed = noticed;
  }

  /** Deals with everything that is due. Answers when the next thing will be, in ms; null where nothing waits. */
  async run(): Promise<{ readonly next: number | null; readonly now: number }> {
    const [lapsed, missed, returned] = await Promise.all([
      this.#all(() => this.#store.lapse(Lapser.BATCH, this.#returns, this.#clock.window()), this.#onLapsed),
      this.miss(),
      this.#all(() => this.#store.bringBack(Lapser.BATCH, this.#clock.window(), this.#returns.shownFor)),
    ]);
    const waiting = [lapsed.next, missed.next, returned.next].filter((next) => next !== null);
    return { next: waiting.length === 0 ? null : Math.min(...waiting), now: returned.now };
  }

  /** Deals with the reservations that were missed, and with nothing else (DONE-4). */
  miss(): Promise<Noticed> {
    return this.#all(() => this.#store.miss(Lapser.BATCH, this.#returns, this.#clock.window()));
  }

  /**
   * Calls one script until it finds nothing more, and answers what it said last. Where a first call was not enough two
   * are under way at a time: Redis has one to work on while the other's answer is read here.
   */
  async #all(act: () => Promise<Noticed>, noticed: (lateness: number) => void = () => undefined): Promise<Noticed> {
    let last = await this.#one(act, noticed);
    const more = async (): Promise<void> => {
      while (last.due.length === Lapser.BATCH) last = await this.#one(act, noticed);
    };
    await Promise.all([more(), more()]);
    return last;
  }

  async #one(act: () => Promise<Noticed>, noticed: (lateness: number) => void): Promise<Noticed> {
    const found = await this.#clock.observe(act());
    for (const due of found.due) noticed(found.now - due);
    return found;
  }
}
