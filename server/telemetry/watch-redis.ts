import { Gauge, type Registry } from 'prom-client';
import { Sampled, sampledGauge } from './sampled.ts';

/** Shows whether Redis takes writes, and how soon it answers. Of several processes the worst is shown. */
export const watchRedis = (
  registry: Registry,
  { ping, canWrite }: { readonly ping: () => Promise<unknown>; readonly canWrite: () => Promise<boolean> },
): void => {
  const roundTrip = new Sampled(async () => {
    const askedAt = performance.now();
    await ping();
    return (performance.now() - askedAt) / 1_000;
  });
  sampledGauge(registry, { name: 'xuanhao_redis_up', help: '1 while Redis takes writes', together: 'min' }, async () =>
    (await canWrite()) ? 1 : 0,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_redis_round_trip_seconds', help: 'From a question to Redis’s answer', together: 'max' },
    () => roundTrip.get(),
  );
};

/** Jobs of a queue by state; `late` ones are overdue. */
type QueueNow = Readonly<Record<'delayed' | 'late' | 'active' | 'failed', number>>;

/** Shows the queues that wake this server, and the text messages that were given up. Every process sees the same ones. */
export const watchQueues = (
  registry: Registry,
  parts: {
    readonly queues: Readonly<Record<string, () => Promise<QueueNow>>>;
    readonly deadLetters: () => Promise<number>;
  },
): void => {
  const all = new Sampled(() =>
    Promise.all(Object.entries(parts.queues).map(async ([queue, read]) => ({ queue, jobs: await read() }))),
  );
  const gauge = new Gauge({
    registers: [],
    name: 'xuanhao_queue_jobs',
    help: 'Jobs by queue and state; late: should have run by now',
    labelNames: ['queue', 'state'],
    aggregator: 'max',
    async collect() {
      const known = (await all.get()) ?? [];
      this.reset();
      for (const { queue, jobs } of known)
        for (const [state, count] of Object.entries(jobs)) this.set({ queue, state }, count);
    },
  });
  registry.registerMetric(gauge);
  const dead = new Sampled(parts.deadLetters);
  sampledGauge(
    registry,
    {
      name: 'xuanhao_dead_letters',
      help: 'Text messages that could not be delivered and were given up',
      together: 'max',
    },
    () => dead.get(),
  );
};
