import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { PoolEvent, PoolStore, Position, Snapshot } from '../pool/store.ts';
import type { Log } from '../telemetry/log.ts';

/** Follows a pool: first a snapshot, then every event after it, in order. */
export type PoolFollower = {
  /** Replaces everything known before. */
  readonly startAfresh: (snapshot: Snapshot) => void;
  readonly apply: (event: PoolEvent) => void;
};

/** How long one wait for events lasts, in ms; a lost pool is noticed within it. */
const WAIT_MS = 1_000;
/** Pause after an error: short beside the second in which a node must serve again. */
const RETRY_PAUSE_MS = 200;
/** Events applied in one turn: some 3 ms, during which nothing else runs. */
const SLICE = 1_000;

/**
 * Reads a pool's events for this node (P7). After any gap, another epoch, or the opening of a block it starts afresh
 * from a snapshot; a snapshot and the events that it already holds are never mixed.
 */
export class StreamReader {
  readonly #store: Pick<PoolStore, 'snapshot' | 'eventsAfter'>;
  readonly #follower: PoolFollower;
  readonly #log: Log;
  readonly #goesOn: () => Promise<boolean>;
  #position: Position | undefined;
  #stopped = false;
  #loop: Promise<void> = Promise.resolve();

  /** @param goesOn whether the pool is still the one that was read before an interruption; until then nothing is read */
  constructor(
    store: Pick<PoolStore, 'snapshot' | 'eventsAfter'>,
    follower: PoolFollower,
    log: Log,
    goesOn: () => Promise<boolean> = async () => true,
  ) {
    this.#store = store;
    this.#follower = follower;
    this.#log = log;
    this.#goesOn = goesOn;
  }

  /** The position that this node has reached; undefined before the first snapshot. */
  get position(): Position | undefined {
    return this.#position;
  }

  /** Resolves when the first snapshot is in. Rejects where the store does not answer. */
  async start(): Promise<void> {
    await this.#startAfresh();
    this.#loop = this.#follow();
  }

  /** Resolves when reading has ended; at most one wait later. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  async #startAfresh(): Promise<Position> {
    const snapshot = await this.#store.snapshot();
    this.#follower.startAfresh(snapshot);
    this.#position = snapshot.position;
    return snapshot.position;
  }

  async #again(): Promise<Position | undefined> {
    return (await this.#goesOn()) ? this.#startAfresh() : undefined;
  }

  async #follow(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#step();
      } catch (error) {
        if (this.#stopped) return;
        this.#log.warn({ err: error }, 'reading the pool’s events failed; starting afresh');
        this.#position = undefined;
        await delay(RETRY_PAUSE_MS);
      }
    }
  }

  async #step(): Promise<void> {
    const position = this.#position ?? (await this.#again());
    if (position === undefined) {
      await delay(RETRY_PAUSE_MS);
      return;
    }
    const events = await this.#store.eventsAfter(position, WAIT_MS);
    if (events === 'gone') {
      this.#log.warn({ position }, 'the pool’s events do not continue from here; starting afresh');
      this.#position = undefined;
      return;
    }
    for (const [i, event] of events.entries()) {
      if (i % SLICE === SLICE - 1) await nextTurn();
      if (event.type === 'blockOpened') {
        await this.#startAfresh();
        return;
      }
      this.#follower.apply(event);
      this.#position = { epoch: position.epoch, offset: event.offset };
    }
  }
}
