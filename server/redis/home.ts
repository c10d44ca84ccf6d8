import type { Log } from '../telemetry/log.ts';
import { type Loss, openRedisClient, type RedisClient, type RedisRole, tellLoss } from './client.ts';
import { infoOf } from './info.ts';
import type { RedisTarget } from './target.ts';

/** Error replies of a Redis that is no master, or not yet. The address may lead to a master by now. */
const NO_MASTER = /\b(?:READONLY|MASTERDOWN|UNBLOCKED)\b|^(?:LOADING|MOVED|CLUSTERDOWN)\b/;
/** Connections are broken off at most once in this time, however many replies call for it. */
const BREAK_OFF_INTERVAL_MS = 500;
/** An outage is over when all has gone well for this long: a replica lets everybody connect, and takes no write. */
const CALM_MS = 5_000;
/** For how long the outcome of a write counts, so that asking more often costs nothing. */
const PROOF_TTL_MS = 1_000;

/**
 * All connections of one process to one Redis address. After a planned failover they stay open and lead to a replica:
 * the first reply that shows it breaks all of them off, and they connect afresh, until the address leads to a master. With
 * replicas, one lost connection or another Redis at the address does the same: else a change could go to one master and
 * its fence to another.
 */
export class RedisHome {
  readonly #target: RedisTarget;
  readonly #log: Log;
  readonly #reconnected: (role: RedisRole) => void;
  readonly #clients = new Set<RedisClient>();
  readonly #moved: (() => void)[] = [];
  readonly #hasReplicas: boolean;
  /** Connections that were broken off here and are not back yet. */
  readonly #leaving = new Set<RedisClient>();
  #runId: string | undefined;
  #life = 0;
  #brokenOff = Number.NEGATIVE_INFINITY;
  /** Whether an outage was told whose end was not. */
  #isOut = false;
  #calm: NodeJS.Timeout | undefined;
  #proof: { readonly at: number; readonly written: Promise<boolean> } | undefined;

  /**
   * @param parts.reconnected called for each lost connection that is back
   * @param parts.hasReplicas whether answers wait for replicas
   */
  constructor(parts: {
    target: RedisTarget;
    log: Log;
    reconnected: (role: RedisRole) => void;
    hasReplicas: boolean;
  }) {
    this.#target = parts.target;
    this.#log = parts.log;
    this.#reconnected = parts.reconnected;
    this.#hasReplicas = parts.hasReplicas;
  }

  /** Opens one more connection; resolves when it is there. */
  open(role: RedisRole): Promise<RedisClient> {
    return openRedisClient({
      target: this.#target,
      role,
      log: this.#log,
      lost: (loss) => this.#lost(loss),
      reconnected: (of) => {
        this.#reconnected(of);
        this.#endsSoon();
      },
      ready: (client) => {
        this.#clients.add(client);
        this.#leaving.delete(client);
        if (role !== 'queue') void this.#lookWho(client).catch(() => undefined);
      },
      failed: (error) => this.#failed(error),
    });
  }

  /** Moves on whenever connections are broken off: what was asked in an earlier life may have reached another Redis. */
  get life(): number {
    return this.#life;
  }

  /** Has a callback told whenever another Redis answers at the address than before, or the same after a restart. */
  onMoved(moved: () => void): void {
    this.#moved.push(moved);
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

  /** Asked first on each new connection; each life of a Redis has an id of its own. */
  async #lookWho(client: RedisClient): Promise<void> {
    const runId = infoOf(await client.info('server')).get('run_id');
    const before = this.#runId;
    this.#runId = runId;
    if (before === undefined || runId === before) return;
    if (this.#hasReplicas) this.#breakOff(client);
    for (const moved of this.#moved) moved();
  }

  #lost(loss: Loss): void {
    const { client } = loss;
    this.#begins(() => tellLoss(this.#log)(loss));
    if (this.#hasReplicas && !this.#leaving.has(client)) this.#breakOff(client);
  }

  #failed({ message }: Error): void {
    if (!NO_MASTER.test(message)) return;
    const err = message.slice(0, 80);
    this.#begins(() => this.#log.warn({ err }, 'this Redis takes no writes now; connecting to its address afresh'));
    const now = performance.now();
    // Nothing is broken off that would tell by reconnecting that the outage is over.
    if (now - this.#brokenOff < BREAK_OFF_INTERVAL_MS) return this.#endsSoon();
    this.#brokenOff = now;
    this.#breakOff();
  }

  /** Breaks all connections off, but for one that is lost already or the first to the present Redis. */
  #breakOff(spared?: RedisClient): void {
    this.#life += 1;
    for (const client of this.#clients) {
      if (client === spared || !client.isReady) continue;
      this.#leaving.add(client);
      // Redis answers what was sent before, and closes the connection; the client takes that for an outage and reconnects.
      client.sendCommand(['QUIT']).catch(() => undefined);
    }
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
