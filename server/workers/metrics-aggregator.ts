import { AggregatorRegistry } from 'prom-client';
import type { Figures } from './messages.ts';

/** Types of metrics that only grow: a scraper takes a smaller value for a restart of the server. */
const GROWING = ['counter', 'histogram', 'summary'];

/**
 * Adds up the figures of all workers. A dead worker's counters stay as they were last known, and a worker that does not
 * answer in time counts with its last figures, so that no sum ever falls.
 */
export class MetricsAggregator {
  readonly #last = new Map<number, Figures>();
  #ofTheDead: Figures | undefined;

  /** Takes the present figures of the worker with this process id. */
  heard(pid: number, figures: Figures): void {
    this.#last.set(pid, figures);
  }

  /** Keeps the counters of a worker that has ended. */
  async lost(pid: number): Promise<void> {
    const last = this.#last.get(pid)?.filter(({ type }) => GROWING.includes(String(type)));
    this.#last.delete(pid);
    if (last === undefined) return;
    const dead = this.#ofTheDead;
    this.#ofTheDead = dead === undefined ? last : await together([dead, last]).getMetricsAsJSON();
  }

  /** The text that a scraper reads; `own` are the supervisor's figures. */
  async read(own: Figures): Promise<{ readonly type: string; readonly text: string }> {
    const all = [own, ...this.#last.values(), ...(this.#ofTheDead === undefined ? [] : [this.#ofTheDead])];
    const registry = together(all);
    return { type: registry.contentType, text: await registry.metrics() };
  }
}

/** Each figure by its own aggregator: a sum, unless the figure says otherwise. */
const together = (all: readonly Figures[]) => AggregatorRegistry.aggregate([...all]);
