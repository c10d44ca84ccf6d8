import { setTimeout as delay } from 'node:timers/promises';
import { type Job, Queue, Worker } from 'bullmq';
import type { PoolId } from '../../protocol/ids.ts';
import type { StoreClock } from '../pool/store-clock.ts';
import type { RedisClient } from '../redis/client.ts';
import type { Log } from '../telemetry/log.ts';
import type { Lapser } from './lapser.ts';

type Slot = { readonly slot: number };

/** The slot in which a hold with this deadline lapses: the first that ends at the deadline or later. */
export const slotOf = (deadline: number): number => Math.ceil(deadline / Alarms.slotMs) * Alarms.slotMs;

/** The queue of a pool's alarms. */
export const alarmQueueOf = (pool: PoolId, connection: RedisClient): Queue<Slot> =>
  new Queue<Slot>(nameOf(pool), {
    ...placeOf(pool, connection),
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });

/** Sets a slot's alarm, once. It rings ahead of the slot, and waits for the deadlines in it. */
export const setAlarm = async (queue: Queue<Slot>, slot: number, now: number): Promise<void> => {
  const wait = Math.max(0, slot - Alarms.slotMs - Alarms.aheadMs - now);
  await queue.add('lapse', { slot }, { jobId: `slot-${slot}`, delay: wait });
};

const nameOf = (pool: PoolId): string => `lapse-${pool}`;
const placeOf = (pool: PoolId, connection: RedisClient) => ({ connection, prefix: `xuanhao:{${pool}}:bull` });

/**
 * Alarm slots: one BullMQ job for each 100 ms in which any hold of the pool is due, not one for each hold. A job wakes
 * the lapser and decides nothing: late, early, doubled or lost, it only moves the moment at which a hold lapses. A
 * confirm cancels nothing.
 */
export class Alarms {
  static readonly slotMs = 100;
  /** How long before its slot a job should start: BullMQ starts jobs up to 0.1 s late. */
  static readonly aheadMs = 100;
  /** Deadlines of one slot that are closer together than this lapse in one run. */
  static readonly togetherMs = 20;

  readonly #connection: RedisClient;
  readonly #queue: Queue<Slot>;
  readonly #worker: Worker<Slot>;
  readonly #clock: StoreClock;
  readonly #log: Log;
  /** Slots whose alarm this node has set: at most one add for each slot and node. */
  readonly #set = new Set<number>();
  #stopping = false;

  /** @param connection a client of the queue's own (role `queue`) */
  constructor(pool: PoolId, connection: RedisClient, lapser: Lapser, clock: StoreClock, log: Log) {
    this.#connection = connection;
    this.#clock = clock;
    this.#log = log;
    this.#queue = alarmQueueOf(pool, connection);
    const ring = (job: Job<Slot>): Promise<void> => this.#ring(lapser, job.data.slot);
    this.#worker = new Worker<Slot>(nameOf(pool), ring, placeOf(pool, connection));
    const stumbled = (error: Error): void =>
      log.warn({ err: error.message }, 'the alarm queue stumbled; the sweep covers for it');
    this.#queue.on('error', stumbled);
    this.#worker.on('error', stumbled);
  }

  /** Makes sure that an alarm rings when a hold with this deadline is due. Never rejects: the sweep covers a failure. */
  async ensure(deadline: number): Promise<void> {
    const slot = slotOf(deadline);
    if (this.#set.has(slot)) return;
    this.#set.add(slot);
    try {
      await setAlarm(this.#queue, slot, this.#clock.now());
    } catch (error) {
      this.#set.delete(slot);
      this.#log.warn({ err: error }, 'an alarm could not be set; the sweep covers for it');
    }
  }

  /** How many alarms are set, and how many of them are overdue. */
  async figures(): Promise<{ readonly waiting: number; readonly late: number }> {
    const { delayed, late } = await this.jobs();
    return { waiting: delayed, late };
  }

  /** The queue's jobs by state; `late` ones are overdue. */
  async jobs() {
    const counts = await this.#queue.getJobCounts('delayed', 'waiting', 'active', 'failed');
    const { delayed = 0, waiting: late = 0, active = 0, failed = 0 } = counts;
    return { delayed, late, active, failed };
  }

  /** Resolves when the queue is connected. */
  async start(): Promise<void> {
    await Promise.all([this.#queue.waitUntilReady(), this.#worker.waitUntilReady()]);
  }

  /** Ends the worker after its present job, which waits for nothing more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    // Without a connection BullMQ would wait for one, perhaps for ever; a job cut short costs one alarm and nothing else.
    await this.#worker.close(!this.#connection.isReady);
    await this.#queue.close();
  }

  /** Waits for the holds of this slot by the store's clock: BullMQ uses the node's wall clock, which may run fast. */
  async #ring(lapser: Lapser, slot: number): Promise<void> {
    for (const past of this.#set) if (past <= slot) this.#set.delete(past);
    let awaited: number | undefined;
    for (;;) {
      const { next, now } = await lapser.run();
      if (next === null || next > slot || this.#stopping) return;
      // The awaited deadline is done. The slot's remaining ones follow in a few runs, not in one run each.
      const wake = awaited === undefined || next === awaited ? next : Math.max(next, now + Alarms.togetherMs);
      awaited = next;
      await delay(Math.min(wake - now, Alarms.slotMs));
    }
  }
}
