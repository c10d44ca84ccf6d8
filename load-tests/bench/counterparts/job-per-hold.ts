import { Queue, Worker } from 'bullmq';
import { pino } from 'pino';
import type { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import { openRedisClient } from '../../../server/redis/client.ts';
import type { RedisTarget } from '../../../server/redis/target.ts';
import { serveCalls } from '../support/calls.ts';
import { holdAll, openPool } from '../support/due-holds.ts';
import { percentile } from '../support/stats.ts';

/** Jobs that a worker has under way at once; more made it no quicker. */
const CONCURRENCY = 100;

let store: RedisPoolStore;
let queue: Queue;
let deadline = 0;
let left = 0;
let done: () => void = () => undefined;
const late: number[] = [];

const calls = {
  open: async ({ redis, pool }: { redis: RedisTarget; pool: string }): Promise<void> => {
    ({ store } = await openPool(redis, pool));
    const connection = await openRedisClient({ target: redis, role: 'queue', log: pino({ level: 'silent' }) });
    const options = { connection, prefix: `xuanhao:{${pool}}:jobs` };
    queue = new Queue('hold', { ...options, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
    const lapseOne = async (): Promise<void> => {
      await store.lapse(1);
      late.push(Date.now() - deadline);
      left -= 1;
      if (left === 0) done();
    };
    const worker = new Worker('hold', lapseOne, { ...options, concurrency: CONCURRENCY });
    await worker.waitUntilReady();
  },

  /** Has numbers held until an instant, with a job for each, and waits for the last. */
  lapse: async ({ count, inMs }: { count: number; inMs: number }) => {
    deadline = (await store.now()) + inMs;
    late.length = 0;
    left = count;
    const all = new Promise<void>((resolve) => {
      done = resolve;
    });
    await holdAll(store, count, deadline);
    const jobs = Array.from({ length: count }, () => ({
      name: 'lapse',
      data: {},
      opts: { delay: deadline - Date.now() },
    }));
    for (let i = 0; i < count; i += 1_000) await queue.addBulk(jobs.slice(i, i + 1_000));
    const made = inMs - (deadline - Date.now());
    if (made > inMs) throw new Error(`the holds were due ${made - inMs} ms before all jobs were there`);
    await all;
    const sorted = Float64Array.from(late).toSorted();
    return { made, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
  },
};

export type JobPerHold = typeof calls;
serveCalls(calls);
