import type { DeskCounters } from '../../protocol/desk/counters.ts';
import type { PoolStore, PoolTally } from '../pool/store.ts';

/** How often all owners are counted: a tally reads every one of them. */
const TALLY_INTERVAL_MS = 10_000;

type Sources = {
  readonly store: Pick<PoolStore, 'tally'>;
  readonly now: () => number;
  /** From this node's memory. */
  readonly free: () => number;
  /** Of all nodes. */
  readonly heads: () => DeskCounters['holds'] & DeskCounters['connections'];
  readonly queue: () => Promise<DeskCounters['queue']>;
  readonly proposals: () => Promise<DeskCounters['proposals']>;
  /** Resolves when Redis answers. */
  readonly ping: () => Promise<unknown>;
};

const NOTHING: PoolTally = { opened: 0, free: 0, held: 0, reserved: 0, registered: 0, withheld: 0 };
const NO_QUEUE: DeskCounters['queue'] = { alarmsWaiting: 0, alarmsLate: 0, messagesWaiting: 0, messagesDead: 0 };

/** The figures on the desk's page. They are gathered only while somebody watches. */
export class LiveCounters {
  static readonly tickMs = 1_000;

  readonly #sources: Sources;
  #tally: PoolTally = NOTHING;
  #talliedAt = 0;
  #queue = NO_QUEUE;
  #proposals: DeskCounters['proposals'] = { open: 0, changes: 0 };
  #redisMs: number | null = null;
  #gathering: Promise<void> | undefined;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** The figures as of now, as far as known. */
  get present(): DeskCounters {
    const { now, free, heads } = this.#sources;
    const { applicants, desk, choosing, ...holds } = heads();
    const pool = { ...this.#tally, free: free(), talliedAt: this.#talliedAt };
    const connections = { applicants, desk, choosing };
    return {
      now: now(),
      pool,
      holds,
      connections,
      queue: this.#queue,
      proposals: this.#proposals,
      redisMs: this.#redisMs,
    };
  }

  /** Reads from Redis the figures that are not in memory. A figure without an answer keeps its value; never rejects. */
  gather(): Promise<void> {
    this.#gathering ??= this.#gather().finally(() => {
      this.#gathering = undefined;
    });
    return this.#gathering;
  }

  async #gather(): Promise<void> {
    const { store, now, queue, proposals, ping } = this.#sources;
    const asked = performance.now();
    try {
      await ping();
      this.#redisMs = Math.round((performance.now() - asked) * 10) / 10;
      [this.#queue, this.#proposals] = await Promise.all([queue(), proposals()]);
      if (now() - this.#talliedAt < TALLY_INTERVAL_MS) return;
      this.#tally = await store.tally();
      this.#talliedAt = now();
    } catch {
      this.#redisMs = null;
    }
  }
}
