import type { BlockId } from '../../protocol/ids.ts';
import { openScheduled, UnfitBlock } from '../pool/opening.ts';
import type { PoolStore, ScheduledBlock } from '../pool/store.ts';
import type { StoreClock } from '../pool/store-clock.ts';
import type { Log } from '../telemetry/log.ts';

/** A block that opens within this many ms gets a timer, so that it opens at its instant and not with the next sweep. */
const SOON_MS = 2_000;
/** Pause before the next try where this node's clock was ahead of the store's by so little that it asked too early. */
const RETRY_PAUSE_MS = 5;

/**
 * Opens scheduled blocks at their instants (POOL-2), whichever node comes first. The store judges the instant; a timer
 * or a sweep that is early, late or doubled changes only when it is asked.
 */
export class Openings {
  readonly #store: Pick<PoolStore, 'scheduled' | 'unschedule' | 'snapshot' | 'openBlock'>;
  readonly #clock: StoreClock;
  readonly #log: Log;
  /** Blocks that cannot be opened, so that each is logged once and not twice a second. */
  readonly #hopeless = new Map<BlockId, string>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(
    store: Pick<PoolStore, 'scheduled' | 'unschedule' | 'snapshot' | 'openBlock'>,
    clock: StoreClock,
    log: Log,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  /** Opens the blocks that are due. Rejects where the store does not answer; the next run continues. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Resolves when no opening is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    for (const scheduled of await this.#store.scheduled()) {
      const waitMs = scheduled.opensAt - this.#clock.now();
      const waits = waitMs > 0 || (await this.#open(scheduled)) === 'tooEarly';
      if (!waits) continue;
      if (waitMs < SOON_MS) this.#runIn(Math.max(waitMs, RETRY_PAUSE_MS));
      return;
    }
  }

  #runIn(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#runByTimer(), ms);
  }

  #runByTimer(): void {
    this.run().catch((error: unknown) => this.#log.warn({ err: error }, 'an opening failed; the sweep follows'));
  }

  async #open(scheduled: ScheduledBlock): Promise<'tooEarly' | undefined> {
    const { id } = scheduled.block;
    const wanted = JSON.stringify(scheduled);
    if (this.#hopeless.get(id) === wanted) return undefined;
    const outcome = await openScheduled(this.#store, scheduled).catch((error: unknown) => {
      if (!(error instanceof UnfitBlock)) throw error;
      this.#hopeless.set(id, wanted);
      this.#log.error({ err: error, block: id }, 'a scheduled block cannot be opened; it stays scheduled');
      return undefined;
    });
    if (outcome === 'opened') this.#log.info({ block: id }, 'a scheduled block is open');
    if (outcome === 'tooEarly') return outcome;
    if (outcome !== undefined) await this.#store.unschedule(id);
    return undefined;
  }
}
