import { AggregatorRegistry } from 'prom-client';
import type { Figures } from './messages.ts';

/** What only ever grows: a scraper takes a smaller value for a restart of the whole. */
const GROWING = ['counter', 'histogram', 'summary'];

/**
 * The figures of all workers as one. A dead worker's counters go on counting as they were last known, and one that
 * does not answer in time counts by its last figures, so that no sum ever goes back.
 */
export class MetricsAggregator {
  readonly #last = new Map<number, Figures>();
  #ofTheDead: Figures | undefined;

  /** The figures of the worker of this process id, as they are now. */
  heard(pid: number, figures: Figures): void {
    this.#last.set(pid, figures);
  }

  /** The worker has ended. */
  async lost(pid: number): Promise<void> {
    const last = this.#last.get(pid)?.filter(({ type }) => GROWING.includes(String(type)));
    this.#last.delete(pid);
    if (last === undefined) return;
    const dead = this.#ofTheDead;
    this.#ofTheDead = dead === undefined ? last : await together([dead, last]).getMetricsAsJSON();
  }

  /** As a scraper reads it; `own` are the supervisor's. */
  async read(own: Figures): Promise<{ readonly type: string; readonly text: string }> {
    const all = [own, ...this.#last.values(), ...(this.#ofTheDead === undefined ? [] : [this.#ofTheDead])];
    const registry = together(all);
    return { type: registry.contentType, text: await registry.metrics() };
  }
}

/** Each figure by its own aggregator: sums, unless it says otherwise. */
const together = (all: readonly Figures[]) => AggregatorRegistry.aggregate([...all]);
