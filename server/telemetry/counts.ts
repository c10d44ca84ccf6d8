import { Counter, type Registry } from 'prom-client';

/**
 * A counter with one label that costs an addition: the library's own looks its labels up at every step, about a
 * microsecond. It gets the sums only when it is read.
 */
export class Counts {
  readonly #counted = new Map<string, { sum: number }>();

  /** @param known label values that are shown from the start, as 0 */
  constructor(registry: Registry, of: { name: string; help: string; label: string; known?: readonly string[] }) {
    const { name, help, label, known = [] } = of;
    for (const value of known) this.#counted.set(value, { sum: 0 });
    const counted = this.#counted;
    const counter = new Counter({
      registers: [],
      name,
      help,
      labelNames: [label],
      collect() {
        this.reset();
        for (const [value, { sum }] of counted) this.inc({ [label]: value }, sum);
      },
    });
    registry.registerMetric(counter);
  }

  add(value: string, by = 1): void {
    const counted = this.#counted.get(value);
    if (counted === undefined) this.#counted.set(value, { sum: by });
    else counted.sum += by;
  }
}
