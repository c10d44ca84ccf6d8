import { Counter, type Registry } from 'prom-client';

/**
 * A counter with one label that costs an addition: the library's own looks its labels up at every step, about a
 * microsecond. It is handed the sums only when somebody reads.
 */
export class Counts {
  readonly #sums = new Map<string, number>();

  /** @param known label values that are shown from the start, as 0 */
  constructor(registry: Registry, of: { name: string; help: string; label: string; known?: readonly string[] }) {
    const { name, help, label, known = [] } = of;
    for (const value of known) this.#sums.set(value, 0);
    const sums = this.#sums;
    const counter = new Counter({
      registers: [],
      name,
      help,
      labelNames: [label],
      collect() {
        this.reset();
        for (const [value, sum] of sums) this.inc({ [label]: value }, sum);
      },
    });
    registry.registerMetric(counter);
  }

  add(value: string, by = 1): void {
    this.#sums.set(value, (this.#sums.get(value) ?? 0) + by);
  }
}
