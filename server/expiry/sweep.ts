import type { Log } from '../telemetry/log.ts';

/** A task that handles what is due, and may run at any time. */
type Swept = { readonly run: () => Promise<unknown> };

/**
 * Handles what is due every half second, whatever the alarms do: this covers a lost alarm, and the gap between a hold
 * and its alarm. Each node sweeps; a sweep that finds nothing costs a few reads of small keys.
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
