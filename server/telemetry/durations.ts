import { Histogram, type Registry } from 'prom-client';

/** The observations under one value of the label. */
export class Series {
  readonly #bounds: readonly number[];
  /** Hits of each bucket; the last one is for values above all bounds. */
  readonly buckets: number[];
  /** In seconds. */
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.buckets = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  took(seconds: number): void {
    let i = 0;
    while (i < this.#bounds.length && seconds > (this.#bounds[i] ?? 0)) i += 1;
    this.buckets[i] = (this.buckets[i] ?? 0) + 1;
    this.sum += seconds;
  }
}

/**
 * A histogram of seconds whose observation is one addition to an array; the library's own sorts and joins its labels
 * at every one. It may have one label.
 */
export class Durations extends Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #label: string | undefined;
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  /** @param of.bounds upper bounds in seconds, rising */
  constructor(registry: Registry, of: { name: string; help: string; bounds: readonly number[]; label?: string }) {
    const { name, help, bounds, label } = of;
    super({ registers: [registry], name, help, buckets: [...bounds], ...(label ? { labelNames: [label] } : {}) });
    this.#name = name;
    this.#help = help;
    this.#label = label;
    this.#bounds = bounds;
    if (label === undefined) this.of('');
  }

  /** The series of a label's value; a caller who adds to it often keeps it. */
  of(value: string): Series {
    const series = this.#series.get(value) ?? new Series(this.#bounds);
    this.#series.set(value, series);
    return series;
  }

  /** Adds a duration to a histogram without a label. */
  took(seconds: number): void {
    this.of('').took(seconds);
  }

  override get() {
    return this.getForPromString();
  }

  /** The library's registry calls this where it exists. */
  async getForPromString() {
    const values = [...this.#series].flatMap(([value, series]) => this.#shown(value, series));
    return { name: this.#name, help: this.#help, type: 'histogram', values, aggregator: 'sum' } as unknown as Awaited<
      ReturnType<Histogram['get']>
    >;
  }

  #shown(value: string, { buckets, sum }: Series) {
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
