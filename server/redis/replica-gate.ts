import { setTimeout as delay } from 'node:timers/promises';
import type { RedisClient } from './client.ts';

/**
 * Passed before something is asked of Redis. What it returns is called with the answer in hand, and tells whether all that
 * was answered until then is kept beyond the master: before that, nothing that tells of it may leave. It never rejects. An
 * engine that keeps writes before it answers needs no gate.
 */
export type Gate = () => () => Promise<boolean>;

/** How long a fence waits for the replicas, in ms: a caller is told to ask again well before its own patience ends. */
const TIMEOUT_MS = 1_000;
/** Pause after a fence that failed at once, in ms, so that nobody who asks again and again spins. */
const FAILED_PAUSE_MS = 100;

/**
 * Fences what was answered: one write and a `WAIT` for replicas, on a connection of its own. Replicas take writes in order,
 * so a fence covers everything before it, whatever connection that came by. All who ask while a fence is under way share the
 * next one. What was asked before a connection was lost is not kept: the fence may stand in another master than the change.
 */
export class ReplicaGate {
  readonly #client: Pick<RedisClient, 'incr' | 'wait'>;
  readonly #key: string;
  readonly #replicas: number;
  readonly #life: () => number;
  #present: Promise<boolean> = Promise.resolve(true);
  #next: Promise<boolean> | undefined;

  /**
   * @param parts.client a connection that nobody else uses: whatever stands behind a `WAIT` waits with it
   * @param parts.key is written by every fence
   * @param parts.replicas how many must have it, at least 1
   * @param parts.life moves on whenever the connections may lead to another master than before
   */
  constructor(parts: {
    client: Pick<RedisClient, 'incr' | 'wait'>;
    key: string;
    replicas: number;
    life: () => number;
  }) {
    this.#client = parts.client;
    this.#key = parts.key;
    this.#replicas = parts.replicas;
    this.#life = parts.life;
  }

  readonly pass: Gate = () => {
    const life = this.#life();
    return async () => {
      // The present fence may have been written before the answer that this caller asks about.
      this.#next ??= this.#afterPresent();
      return (await this.#next) && this.#life() === life;
    };
  };

  async #afterPresent(): Promise<boolean> {
    await this.#present;
    this.#present = this.#fence();
    this.#next = undefined;
    return this.#present;
  }

  async #fence(): Promise<boolean> {
    try {
      // `WAIT` counts from the last write of its own connection: without one here it would wait for nothing.
      const [, having] = await Promise.all([
        this.#client.incr(this.#key),
        this.#client.wait(this.#replicas, TIMEOUT_MS),
      ]);
      return having >= this.#replicas;
    } catch {
      await delay(FAILED_PAUSE_MS);
      return false;
    }
  }
}
