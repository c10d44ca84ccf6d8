import type { Log } from '../telemetry/log.ts';
import { openRedisClient, type RedisClient, type RedisRole, tellLoss } from './client.ts';
import type { RedisTarget } from './target.ts';

/** Error replies of a Redis that is no master, or not yet. The address may lead to a master by now. */
const NO_MASTER = /\b(?:READONLY|MASTERDOWN|UNBLOCKED)\b|^(?:LOADING|MOVED|CLUSTERDOWN)\b/;
/** Connections are broken off at most once in this time, however many replies call for it. */
const BREAK_OFF_INTERVAL_MS = 500;
/** An outage is over when all has gone well for this long: a replica lets everybody connect, and takes no write. */
const CALM_MS = 3_000;
/** For how long the outcome of a write counts, so that asking more often costs nothing. */
const PROOF_TTL_MS = 1_000;

/**
 * All connections of one process to one Redis address. After a planned failover they stay open and lead to a replica:
 * the first reply that shows it breaks all of them off, and they connect afresh, until the address leads to a master.
 */
export class RedisHome {
  readonly #target: RedisTarget;
  readonly #log: Log;
  readonly #reconnected: (role: RedisRole) => void;
  readonly #clients = new Set<RedisClient>();
  #brokenOff = Number.NEGATIVE_INFINITY;
  /** Whether an outage was told whose end was not. */
  #isOut = false;
  #calm: NodeJS.Timeout | undefined;
  #proof: { readonly at: number; readonly written: Promise<boolean> } | undefined;

  /** @param parts.reconnected called for each lost connection that is back */
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
      lost: (...how) => this.#begins(() => tellLoss(this.#log)(...how)),
      reconnected: (of) => {
        this.#reconnected(of);
        this.#endsSoon();
      },
      ready: (client) => this.#clients.add(client),
      failed: (error) => this.#failed(error),
    });
  }

  /** Whether a write goes through, as `write` has shown at most a second ago; never rejects. */
  canWrite(write: () => Promise<unknown>): Promise<boolean> {
    const now = performance.now();
    if (this.#proof === undefined || now - this.#proof.at > PROOF_TTL_MS)
      this.#proof = {
        at: now,
        written: write().then(
          () => true,
          () => false,
        ),
      };
    return this.#proof.written;
  }

  /** Destroys every connection at once. */
  close(): void {
    clearTimeout(this.#calm);
    for (const client of this.#clients) if (client.isOpen) client.destroy();
  }

  #failed({ message }: Error): void {
    if (!NO_MASTER.test(message)) return;
    const err = message.slice(0, 80);
    this.#begins(() => this.#log.warn({ err }, 'this Redis takes no writes now; connecting to its address afresh'));
    const now = performance.now();
    if (now - this.#brokenOff < BREAK_OFF_INTERVAL_MS) return;
    this.#brokenOff = now;
    // Redis answers what was sent before, and closes the connection; the client takes that for an outage and reconnects.
    for (const client of this.#clients) if (client.isReady) client.sendCommand(['QUIT']).catch(() => undefined);
  }

  /** One line for an outage, however many connections feel it and however often they are back in it. */
  #begins(tell: () => void): void {
    clearTimeout(this.#calm);
    if (!this.#isOut) tell();
    this.#isOut = true;
  }

  #endsSoon(): void {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      this.#isOut = false;
      this.#log.info('connection to Redis is back');
    }, CALM_MS);
    this.#calm.unref();
  }
}
