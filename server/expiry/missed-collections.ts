import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import type { PoolId } from '../../protocol/ids.ts';
import type { StoreClock } from '../pool/store-clock.ts';
import type { RedisClient } from '../redis/client.ts';
import type { Log } from '../telemetry/log.ts';
import type { Lapser } from './lapser.ts';

type LastDay = { readonly end: number };

/**
 * Wakes the lapser at the end of a last day (DONE-4): one BullMQ job for each instant by which reservations must be
 * collected, which is one a day. The job decides nothing: a script gives back the uncollected numbers and bans their
 * owners, judged by its own clock, so a job that is early, late or doubled changes only when that happens. The queue is
 * apart from the alarms', because a day's end may have tens of thousands of reservations, and no hold should wait behind
 * them.
 *
 * Each job sets the next one, and a start sets the first: a job that was lost is set again by either, and the sweep
 * covers the time until then.
 */
export class MissedCollections {
  readonly #connection: RedisClient;
  readonly #queue: Queue<LastDay>;
  readonly #worker: Worker<LastDay>;
  readonly #lapser: Pick<Lapser, 'miss'>;
  readonly #clock: StoreClock;
  readonly #log: Log;
  /** Ends of days whose job this node has set: at most one add for each day and node. */
  readonly #set = new Set<number>();

  /** @param connection a client of the role `queue`; it may serve other queues too */
  constructor(pool: PoolId, connection: RedisClient, lapser: Pick<Lapser, 'miss'>, clock: StoreClock, log: Log) {
    this.#connection = connection;
    this.#lapser = lapser;
    this.#clock = clock;
    this.#log = log;
    const options = { connection, prefix: `xuanhao:{${pool}}:bull` };
    const done = { removeOnComplete: true, removeOnFail: true };
    this.#queue = new Queue(`missed-${pool}`, { ...options, defaultJobOptions: done });
    this.#worker = new Worker<LastDay>(`missed-${pool}`, (job, token) => this.#notice(job, token), options);
    const stumbled = (error: Error): void =>
      log.warn({ err: error.message }, 'the queue of missed collections stumbled; the sweep covers for it');
    this.#queue.on('error', stumbled);
    this.#worker.on('error', stumbled);
  }

  /** Makes sure that a job runs at the end of this last day. Never rejects: the sweep covers a failure. */
  async ensure(collectBy: number): Promise<void> {
    if (this.#set.has(collectBy)) return;
    this.#set.add(collectBy);
    try {
      const wait = Math.max(0, collectBy - this.#clock.now());
      await this.#queue.add('missed', { end: collectBy }, { jobId: `end-${collectBy}`, delay: wait });
    } catch (error) {
      this.#set.delete(collectBy);
      this.#log.warn({ err: error }, 'a last day has no job; the sweep covers for it');
    }
  }

  /** How many last days have a job, and how many of these jobs are overdue. */
  async figures(): Promise<{ readonly waiting: number; readonly late: number }> {
    const { delayed = 0, waiting = 0 } = await this.#queue.getJobCounts('delayed', 'waiting');
    return { waiting: delayed, late: waiting };
  }

  /** Resolves when the queue is connected, the earliest last day has its job, and what fell due meanwhile is handled. */
  async start(): Promise<void> {
    await Promise.all([this.#queue.waitUntilReady(), this.#worker.waitUntilReady()]);
    await this.#lookFurther();
  }

  /** Ends the worker after its present job. */
  async stop(): Promise<void> {
    // Without a connection BullMQ would wait for one, perhaps for ever; the sweep covers a job that is cut short.
    await this.#worker.close(!this.#connection.isReady);
    await this.#queue.close();
  }

  async #notice(job: Job<LastDay>, token: string | undefined): Promise<void> {
    const { end } = job.data;
    this.#set.delete(end);
    const now = await this.#lookFurther();
    if (now >= end) return;
    // BullMQ uses the node's wall clock, which was ahead of the store's, or has been set forward: the job waits again.
    await job.moveToDelayed(Date.now() + (end - now), token);
    throw new DelayedError();
  }

  /** Handles everything that was missed, and sets the job of the next last day. Answers the store's time. */
  async #lookFurther(): Promise<number> {
    const { next, now } = await this.#lapser.miss();
    if (next !== null) await this.ensure(next);
    return now;
  }
}
