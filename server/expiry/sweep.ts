import type { Log } from '../telemetry/log.ts';
import type { Lapser } from './lapser.ts';

/**
 * Looks for due holds every half second, whatever the alarms do: it covers an alarm that was lost, and the crack
 * between a hold and its alarm. Each node sweeps; a sweep that finds nothing costs one look at a sorted set.
 */
export class Sweep {
  static readonly EVERY = 500;

  readonly #lapser: Lapser;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(lapser: Lapser, log: Log) {
    this.#lapser = lapser;
    this.#log = log;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#sweep();
    }, Sweep.EVERY);
  }

  /** Resolves when no sweep runs any more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  async #sweep(): Promise<void> {
    await this.#lapser
      .run()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'a sweep failed; the next follows'));
    if (this.#timer !== undefined) this.start();
  }
}
