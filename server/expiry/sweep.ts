import type { Log } from '../telemetry/log.ts';

/** Deals with what is due, and may be asked at any time. */
type Swept = { readonly run: () => Promise<unknown> };

/**
 * Looks every half second for what is due, whatever the alarms do: it covers an alarm that was lost, and the crack
 * between a hold and its alarm. Each node sweeps; a sweep that finds nothing costs a few looks at small keys.
 */
export class Sweep {
  static readonly tickMs = 500;

  readonly #tasks: readonly Swept[];
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(tasks: readonly Swept[], log: Log) {
    this.#tasks = tasks;
    this.#log = log;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#sweep();
    }, Sweep.tickMs);
  }

  /** Resolves when no sweep runs any more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  async #sweep(): Promise<void> {
    const failed = (error: unknown): void => this.#log.warn({ err: error }, 'a sweep failed; the next follows');
    await Promise.all(this.#tasks.map((task) => task.run().catch(failed)));
    if (this.#timer !== undefined) this.start();
  }
}
