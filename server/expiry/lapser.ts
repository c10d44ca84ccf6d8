import type { Lapse, PoolStore } from '../pool/store.ts';
import type { StoreClock } from '../pool/store-clock.ts';

/** Holds freed in one call of the script: some 5 ms of Redis's time, so that nobody waits behind it. */
const BATCH = 250;

/** Frees the holds that are due. The script judges; whoever calls it, and when, changes only when it is noticed. */
export class Lapser {
  readonly #store: Pick<PoolStore, 'lapse'>;
  readonly #clock: StoreClock;
  readonly #noticed: (lateness: number) => void;

  /** @param noticed told of each hold that was freed, with the ms since its deadline */
  constructor(store: Pick<PoolStore, 'lapse'>, clock: StoreClock, noticed: (lateness: number) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#noticed = noticed;
  }

  /** Frees batch after batch until nothing more is due. Answers what the last call said. */
  async run(): Promise<Lapse> {
    for (;;) {
      const lapse = await this.#clock.observe(this.#store.lapse(BATCH));
      for (const deadline of lapse.lapsed) this.#noticed(lapse.now - deadline);
      if (lapse.lapsed.length < BATCH) return lapse;
    }
  }
}
