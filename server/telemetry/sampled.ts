import { Gauge, type Registry } from 'prom-client';

/** For how long a reading is used again, so that many gauges, and many scrapers, cost one. */
const FRESH_MS = 1_000;
/** A reading is given up after this long: `/metrics` is read most when something stands still. */
const READ_TIMEOUT_MS = 1_000;

/** A reading that is taken on demand, at most once a second; undefined where it failed. */
export class Sampled<T> {
  readonly #read: () => Promise<T>;
  #at = Number.NEGATIVE_INFINITY;
  #reading: Promise<T | undefined> = Promise.resolve(undefined);

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  get(): Promise<T | undefined> {
    if (performance.now() - this.#at >= FRESH_MS) {
      this.#at = performance.now();
      this.#reading = inTime(this.#read());
    }
    return this.#reading;
  }
}

const inTime = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), READ_TIMEOUT_MS);
  });
  const read = reading.catch(() => undefined);
  return Promise.race([read, tooLong]).finally(() => clearTimeout(timer));
};

/** How the values of several processes become one: their sum, or an extreme. */
type Together = 'sum' | 'max' | 'min';

/** A gauge that keeps no value: it reads one on demand, and shows nothing where none is known. */
export const sampledGauge = (
  registry: Registry,
  of: { name: string; help: string; together: Together },
  ask: () => number | undefined | Promise<number | undefined>,
): void => {
  const { name, help, together } = of;
  const gauge = new Gauge({
    registers: [],
    name,
    help,
    aggregator: together,
    async collect() {
      const value = await ask();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
  registry.registerMetric(gauge);
};

/** The same with one label: each value of it has its own figure. */
export const sampledGauges = <L extends string>(
  registry: Registry,
  of: { name: string; help: string; together: Together; label: string },
  ask: () => Readonly<Record<L, number>> | undefined | Promise<Readonly<Record<L, number>> | undefined>,
): void => {
  const { name, help, together, label } = of;
  const gauge = new Gauge({
    registers: [],
    name,
    help,
    labelNames: [label],
    aggregator: together,
    async collect() {
      const values = await ask();
      this.reset();
      for (const [value, figure] of Object.entries<number>(values ?? {})) this.set({ [label]: value }, figure);
    },
  });
  registry.registerMetric(gauge);
};
