import cluster from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Log } from '../telemetry/log.ts';
import { BEAT_MS } from './heartbeat.ts';
import type { EngineChoice, WorkerCount, WorkerSetup } from './messages.ts';
import { MetricsAggregator } from './metrics-aggregator.ts';
import { Replacements } from './replacements.ts';
import { WorkerHandle } from './worker-handle.ts';

/** How long a worker may take to disconnect its clients before it is killed; this process is killed itself after 9 s. */
const STOP_TIMEOUT_MS = 6_000;

/**
 * Runs several worker processes on one port, and replaces those that die or hang. It serves no client itself: it holds
 * what a server has once, the data folder and its Redis, and adds up the workers' figures.
 *
 * Workers are Node's cluster workers. On uWebSockets.js each listens for itself (SO_REUSEPORT: the system distributes the
 * connections); on `ws` the supervisor listens and passes each connection on. Where the supervisor dies, the channel to
 * it breaks, and Node ends the worker.
 */
export class Supervisor {
  readonly #setup: WorkerSetup;
  readonly #log: Log;
  readonly #gaveUp: (problem: string) => void;
  readonly #handles = new Map<number, WorkerHandle>();
  readonly #replacements = new Replacements();
  readonly #aggregator = new MetricsAggregator();
  readonly #closing = new AbortController();
  readonly #own = new Registry();
  readonly #serving: Gauge;
  readonly #deaths: Counter;

  /** @param options.gaveUp gets the reason, once, where replacing workers does not help; the caller then closes */
  constructor(options: { setup: WorkerSetup; log: Log; gaveUp: (problem: string) => void }) {
    this.#setup = options.setup;
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
   * Starts all workers, the first one alone: what stops it stops them all, and is said once. Resolves to the engine when
   * all serve; rejects with one clear line where one cannot.
   */
  async open(): Promise<EngineChoice> {
    const first = await this.#start(1);
    const others = Array.from({ length: this.#setup.config.workers - 1 }, (_, i) => this.#start(i + 2));
    await Promise.all(others);
    const beats = setInterval(() => this.#beat(), BEAT_MS);
    this.#closing.signal.addEventListener('abort', () => clearInterval(beats));
    return first;
  }

  /** Ends all workers in order: each disconnects its clients and finishes what was begun. */
  async close(): Promise<void> {
    this.#closing.abort();
    const handles = [...this.#handles.values()];
    for (const handle of handles) handle.stop();
    const timer = setTimeout(() => handles.forEach((handle) => handle.kill()), STOP_TIMEOUT_MS);
    await Promise.all(handles.map(({ ended }) => ended));
    clearTimeout(timer);
  }

  /** Starts the worker of a number, and another one whenever it dies after it has served. */
  async #start(number: number): Promise<EngineChoice> {
    const handle = new WorkerHandle(number, this.#setup, {
      count: () => this.#count,
      onChange: () => this.#announce(),
      gather: () => this.#gather(),
      figures: (figures) => this.#aggregator.heard(handle.pid, figures),
    });
    this.#handles.set(number, handle);
    const engine = await handle.serves;
    void handle.ended.then((how) => this.#replace(handle, how));
    return engine;
  }

  /** Ends workers that no longer answer; they are then replaced like any that end. */
  #beat(): void {
    for (const handle of this.#handles.values())
      if (handle.beat())
        this.#log.error({ worker: handle.number, pid: handle.pid }, 'a worker does not answer; ending it');
  }

  async #replace(handle: WorkerHandle, how: string): Promise<void> {
    const { number: worker, pid } = handle;
    this.#announce();
    await this.#aggregator.lost(pid);
    this.#deaths.inc();
    while (!this.#closing.signal.aborted) {
      const pause = this.#replacements.afterDeath(performance.now());
      if (pause === 'noUse') return this.#gaveUp(`workers end as often as they are replaced; the last one: ${how}`);
      this.#log.error({ worker, pid, how, pause }, 'a worker has ended; starting another');
      await delay(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      if (this.#closing.signal.aborted) return;
      try {
        await this.#start(worker);
        return this.#log.info({ worker, pid: this.#handles.get(worker)?.pid }, 'a worker has been replaced');
      } catch (error) {
        how = error instanceof Error ? error.message : String(error);
      }
    }
  }

  get #count(): WorkerCount {
    const serving = [...this.#handles.values()].filter((handle) => handle.isServing).length;
    return { serving, wanted: this.#setup.config.workers };
  }

  /** Tells every worker how many serve, for its health route. */
  #announce(): void {
    const count = this.#count;
    this.#serving.set(count.serving);
    for (const handle of this.#handles.values()) handle.tell({ kind: 'count', count });
  }

  async #gather(): Promise<{ readonly type: string; readonly text: string }> {
    await Promise.all(
      [...this.#handles.values()].filter((handle) => handle.isServing).map((handle) => handle.askFigures()),
    );
    return this.#aggregator.read(await this.#own.getMetricsAsJSON());
  }
}
