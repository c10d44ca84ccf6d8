import type { Log } from '../telemetry/log.ts';
import { openRedisClient, type RedisClient, type RedisRole } from './client.ts';
import type { RedisTarget } from './target.ts';

/** A Redis that says one of these is no master, or not yet. Where one is, the address may lead to it by now. */
const NO_MASTER = /\b(?:READONLY|MASTERDOWN|UNBLOCKED)\b|^(?:LOADING|MOVED|CLUSTERDOWN)\b/;
/** In ms: connections are broken off no more often than this, however many replies ask for it. */
const PAUSE = 500;
/** For so long a proven write counts, and so does its failure, in ms: whoever asks more often costs nothing. */
const GOOD_FOR = 1_000;

/**
 * All connections of one process to one Redis address. After a planned failover they stay open and lead to a replica:
 * the first reply that says so breaks all of them off, and they are made afresh, until the address leads to a master.
 */
export class RedisHome {
  readonly #target: RedisTarget;
  readonly #log: Log;
  readonly #reconnected: (role: RedisRole) => void;
  readonly #clients = new Set<RedisClient>();
  #brokenOff = Number.NEGATIVE_INFINITY;
  #proof: { readonly at: number; readonly written: Promise<boolean> } | undefined;

  /** @param parts.reconnected told of each connection that was made again */
  constructor(parts: { target: RedisTarget; log: Log; reconnected: (role: RedisRole) => void }) {
    this.#target = parts.target;
    this.#log = parts.log;
    this.#reconnected = parts.reconnected;
  }

  /** Opens one more connection; resolves when it is there. */
  open(role: RedisRole): Promise<RedisClient> {
    return openRedisClient({
      target: this.#target,
      role,
      log: this.#log,
      reconnected: this.#reconnected,
      ready: (client) => this.#clients.add(client),
      failed: (error) => this.#failed(error),
    });
  }

  /** Whether a write goes through, proven at most a second ago by this one; never rejects. */
  canWrite(write: () => Promise<unknown>): Promise<boolean> {
    const now = performance.now();
    if (this.#proof === undefined || now - this.#proof.at > GOOD_FOR)
      this.#proof = {
        at: now,
        written: write().then(
          () => true,
          () => false,
        ),
      };
    return this.#proof.written;
  }

  /** Lets go of every connection at once. */
  close(): void {
    for (const client of this.#clients) if (client.isOpen) client.destroy();
  }

  #failed({ message }: Error): void {
    const now = performance.now();
    if (!NO_MASTER.test(message) || now - this.#brokenOff < PAUSE) return;
    this.#brokenOff = now;
    this.#log.warn({ err: message.slice(0, 80) }, 'this Redis takes no writes now; connecting to its address afresh');
    // Redis answers what was sent before, and hangs up; the client takes that for an outage and connects again.
    for (const client of this.#clients) if (client.isReady) client.sendCommand(['QUIT']).catch(() => undefined);
  }
}
