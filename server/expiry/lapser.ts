import type { Noticed, PoolStore, Returns } from '../pool/store.ts';
import type { StoreClock } from '../pool/store-clock.ts';

type Due = Pick<PoolStore, 'lapse' | 'miss' | 'bringBack'>;

/**
 * Handles what is due: holds that lapse, reservations that were missed, numbers whose delay is over. The scripts judge
 * what is due; an early, late or doubled call changes only when it happens.
 */
export class Lapser {
  /** Entries per call of a script: some 3 ms of Redis's time, so that no command waits long behind it. */
  static readonly BATCH = 500;

  readonly #store: Due;
  readonly #clock: StoreClock;
  readonly #returns: Returns;
  readonly #onLapsed: (latenessMs: number) => void;

  /** @param onLapsed gets the ms since its deadline for each hold that lapsed */
  constructor(store: Due, clock: StoreClock, returns: Returns, onLapsed: (latenessMs: number) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#returns = returns;
    this.#onLapsed = onLapsed;
  }

  /** Handles everything that is due. Answers when something is due next, in ms; null where nothing waits. */
  async run(): Promise<{ readonly next: number | null; readonly now: number }> {
    const [lapsed, missed, returned] = await Promise.all([
      this.#all(() => this.#store.lapse(Lapser.BATCH, this.#returns, this.#clock.window()), this.#onLapsed),
      this.miss(),
      this.#all(() => this.#store.bringBack(Lapser.BATCH, this.#clock.window(), this.#returns.shownFor)),
    ]);
    const waiting = [lapsed.next, missed.next, returned.next].filter((next) => next !== null);
    return { next: waiting.length === 0 ? null : Math.min(...waiting), now: returned.now };
  }

  /** Handles the reservations that were missed, and nothing else (DONE-4). */
  miss(): Promise<Noticed> {
    return this.#all(() => this.#store.miss(Lapser.BATCH, this.#returns, this.#clock.window()));
  }

  /**
   * Calls one script until it finds nothing more, and answers its last reply. After a full first batch two calls are
   * under way at a time: Redis works on one while this node reads the other's reply.
   */
  async #all(act: () => Promise<Noticed>, onLapsed: (latenessMs: number) => void = () => undefined): Promise<Noticed> {
    let last = await this.#one(act, onLapsed);
    const more = async (): Promise<void> => {
      while (last.due.length === Lapser.BATCH) last = await this.#one(act, onLapsed);
    };
    await Promise.all([more(), more()]);
    return last;
  }

  async #one(act: () => Promise<Noticed>, onLapsed: (latenessMs: number) => void): Promise<Noticed> {
    const found = await this.#clock.observe(act());
    for (const due of found.due) onLapsed(found.now - due);
    return found;
  }
}
