import cluster from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Log } from '../telemetry/log.ts';
import { BEAT } from './heartbeat.ts';
import type { EngineSaid, WorkerCount, WorkerSetup } from './messages.ts';
import { MetricsAggregator } from './metrics-aggregator.ts';
import { Replacements } from './replacements.ts';
import { WorkerHandle } from './worker-handle.ts';

/** In ms: how long a worker may take over its goodbyes before it is killed; we are killed ourselves after 9 s. */
const GOODBYE = 6_000;

/**
 * Runs several worker processes on one port and replaces those that die, or that hang. It serves nobody itself: it holds what there
 * is once in a server, the data folder and its Redis, and adds up the workers' figures.
 *
 * Workers are Node's cluster workers. On uWebSockets.js each listens for itself (SO_REUSEPORT, the system deals the
 * connections out); on `ws` the supervisor listens and hands each connection on. Where the supervisor dies, the
 * channel to it breaks, and Node ends the worker.
 */
export class Supervisor {
  readonly #ground: WorkerSetup;
  readonly #log: Log;
  readonly #gaveUp: (problem: string) => void;
  readonly #hands = new Map<number, WorkerHandle>();
  readonly #replacements = new Replacements();
  readonly #gathering = new MetricsAggregator();
  readonly #closing = new AbortController();
  readonly #own = new Registry();
  readonly #serving: Gauge;
  readonly #deaths: Counter;

  /** @param options.gaveUp is told why, once, where replacing workers is no use; the caller then closes */
  constructor(options: { ground: WorkerSetup; log: Log; gaveUp: (problem: string) => void }) {
    this.#ground = options.ground;
    this.#log = options.log;
    this.#gaveUp = options.gaveUp;
    const registers = [this.#own];
    this.#serving = new Gauge({ registers, name: 'xuanhao_workers', help: 'Worker processes that serve' });
    this.#deaths = new Counter({
      registers,
      name: 'xuanhao_worker_deaths_total',
      help: 'Worker processes that ended and were replaced',
    });
    cluster.setupPrimary({ serialization: 'advanced' });
  }

  /**
   * Starts all workers, the first one alone: what stops it stops them all, and is said once. Resolves when they serve,
   * to the engine they serve with; rejects with one clear line where one cannot.
   */
  async open(): Promise<EngineSaid> {
    const first = await this.#seat(1);
    const others = Array.from({ length: this.#ground.config.workers - 1 }, (_, i) => this.#seat(i + 2));
    await Promise.all(others);
    const beats = setInterval(() => this.#beat(), BEAT);
    this.#closing.signal.addEventListener('abort', () => clearInterval(beats));
    return first;
  }

  /** Ends all workers in order: each says goodbye and finishes what was begun. */
  async close(): Promise<void> {
    this.#closing.abort();
    const hands = [...this.#hands.values()];
    for (const hand of hands) hand.stop();
    const patience = setTimeout(() => hands.forEach((hand) => hand.kill()), GOODBYE);
    await Promise.all(hands.map(({ ended }) => ended));
    clearTimeout(patience);
  }

  /** Puts a worker on a seat, and another one whenever it dies after it has served. */
  async #seat(seat: number): Promise<EngineSaid> {
    const hand = new WorkerHandle(seat, this.#ground, {
      crew: () => this.#crew,
      onChange: () => this.#told(),
      gather: () => this.#gather(),
      figures: (figures) => this.#gathering.heard(hand.pid, figures),
    });
    this.#hands.set(seat, hand);
    const engine = await hand.serves;
    void hand.ended.then((how) => this.#replace(hand, how));
    return engine;
  }

  /** Ends workers that no longer answer; their end is noticed like any other, and another is started. */
  #beat(): void {
    for (const hand of this.#hands.values())
      if (hand.beat()) this.#log.error({ worker: hand.seat, pid: hand.pid }, 'a worker does not answer; ending it');
  }

  async #replace(hand: WorkerHandle, how: string): Promise<void> {
    const { seat: worker, pid } = hand;
    this.#told();
    await this.#gathering.lost(pid);
    this.#deaths.inc();
    while (!this.#closing.signal.aborted) {
      const pause = this.#replacements.afterDeath(performance.now());
      if (pause === 'noUse') return this.#gaveUp(`workers end as often as they are replaced; the last one: ${how}`);
      this.#log.error({ worker, pid, how, pause }, 'a worker has ended; starting another');
      await delay(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      if (this.#closing.signal.aborted) return;
      try {
        await this.#seat(worker);
        return this.#log.info({ worker, pid: this.#hands.get(worker)?.pid }, 'a worker has been replaced');
      } catch (error) {
        how = error instanceof Error ? error.message : String(error);
      }
    }
  }

  get #crew(): WorkerCount {
    const serving = [...this.#hands.values()].filter((hand) => hand.isServing).length;
    return { serving, wanted: this.#ground.config.workers };
  }

  /** Lets every worker know how many serve, for its health route. */
  #told(): void {
    const crew = this.#crew;
    this.#serving.set(crew.serving);
    for (const hand of this.#hands.values()) hand.tell({ kind: 'crew', crew });
  }

  async #gather(): Promise<{ readonly type: string; readonly text: string }> {
    await Promise.all([...this.#hands.values()].filter((hand) => hand.isServing).map((hand) => hand.askFigures()));
    return this.#gathering.read(await this.#own.getMetricsAsJSON());
  }
}
