import { Histogram, type Registry } from 'prom-client';

/** How often each bucket was hit, the last one being what is above all bounds; and the sum, in seconds. */
type Hits = { readonly buckets: number[]; sum: number };

/**
 * A histogram of seconds whose observation is one addition to an array; the library's own sorts and joins its labels
 * at every one. `L` is the one label that it may have.
 */
export class Durations extends Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #label: string | undefined;
  readonly #bounds: readonly number[];
  readonly #hits = new Map<string, Hits>();

  /** @param of.bounds upper bounds in seconds, rising */
  constructor(registry: Registry, of: { name: string; help: string; bounds: readonly number[]; label?: string }) {
    const { name, help, bounds, label } = of;
    super({ registers: [registry], name, help, buckets: [...bounds], ...(label ? { labelNames: [label] } : {}) });
    this.#name = name;
    this.#help = help;
    this.#label = label;
    this.#bounds = bounds;
    if (label === undefined) this.#open('');
  }

  took(seconds: number, value = ''): void {
    const hits = this.#hits.get(value) ?? this.#open(value);
    let i = 0;
    while (i < this.#bounds.length && seconds > (this.#bounds[i] ?? 0)) i += 1;
    hits.buckets[i] = (hits.buckets[i] ?? 0) + 1;
    hits.sum += seconds;
  }

  override get() {
    return this.getForPromString();
  }

  /** What the library's registry asks for where it exists. */
  async getForPromString() {
    const values = [...this.#hits].flatMap(([value, hits]) => this.#shown(value, hits));
    return { name: this.#name, help: this.#help, type: 'histogram', values, aggregator: 'sum' } as unknown as Awaited<
      ReturnType<Histogram['get']>
    >;
  }

  #open(value: string): Hits {
    const hits = { buckets: Array.from({ length: this.#bounds.length + 1 }, () => 0), sum: 0 };
    this.#hits.set(value, hits);
    return hits;
  }

  #shown(value: string, { buckets, sum }: Hits) {
    const labels = this.#label === undefined ? {} : { [this.#label]: value };
    let count = 0;
    const shown = buckets.map((hit, i) => {
      count += hit;
      return { metricName: `${this.#name}_bucket`, labels: { le: this.#bounds[i] ?? '+Inf', ...labels }, value: count };
    });
    return [
      ...shown,
      { metricName: `${this.#name}_sum`, labels, value: sum },
      { metricName: `${this.#name}_count`, labels, value: count },
    ];
  }
}
