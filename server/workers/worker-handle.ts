import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { Heartbeat } from './heartbeat.ts';
import type { EngineChoice, Figures, ToSupervisor, ToWorker, WorkerCount, WorkerSetup } from './messages.ts';

/** A worker that has not sent its figures by then counts with its last ones. It waits up to a second for Redis. */
const FIGURES_TIMEOUT_MS = 2_000;

type SupervisorHooks = {
  readonly count: () => WorkerCount;
  /** The worker serves now, or no longer. */
  readonly onChange: () => void;
  /** The figures of all workers as one. */
  readonly gather: () => Promise<{ readonly type: string; readonly text: string }>;
  /** Gets the worker's own figures. */
  readonly figures: (figures: Figures) => void;
};

/** One worker process, as its supervisor sees it. */
export class WorkerHandle {
  readonly number: number;
  /** Resolves when it serves; rejects with one clear line where it ends before that. */
  readonly serves: Promise<EngineChoice>;
  /** Resolves to how it ended, after its last message. */
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  readonly #hooks: SupervisorHooks;
  readonly #waiting = new Map<number, () => void>();
  readonly #setup: WorkerSetup;
  readonly #heartbeat: Heartbeat;
  #questions = 0;
  #hasBegun = false;
  #isServing = false;

  /** Starts the process. */
  constructor(number: number, setup: WorkerSetup, hooks: SupervisorHooks) {
    this.number = number;
    this.#setup = setup;
    this.#hooks = hooks;
    this.#heartbeat = new Heartbeat(setup.config.workerHangSeconds);
    this.#worker = cluster.fork();
    this.#worker.on('error', () => undefined);
    this.ended = this.#end();
    this.serves = new Promise((resolve, reject) => {
      // The channel's messages come from this program's own worker, so no schema checks them.
      this.#worker.on('message', (message: ToSupervisor) => {
        if (message.kind === 'failed') reject(new Error(message.problem));
        if (message.kind === 'serving') resolve(message.engine);
        this.#hear(message);
      });
      void this.ended.then((how) => reject(new Error(`worker ${number} ended before it served (${how})`)));
    });
    // The starter waits for this; where the server closes meanwhile, nobody does any more.
    this.serves.catch(() => undefined);
  }

  get pid(): number {
    return this.#worker.process.pid ?? 0;
  }

  get isServing(): boolean {
    return this.#isServing;
  }

  /** Sends a message, unless the worker does not listen yet, or no longer. */
  tell(message: ToWorker): void {
    if (this.#hasBegun && this.#worker.isConnected()) this.#worker.send(message, () => undefined);
  }

  /** Asks for its figures; resolves when they have come, or have not come in time. */
  async askFigures(): Promise<void> {
    const question = ++this.#questions;
    const answer = new Promise<void>((resolve) => this.#waiting.set(question, resolve));
    this.tell({ kind: 'tellFigures', question });
    const timeout = new AbortController();
    await Promise.race([
      answer,
      delay(FIGURES_TIMEOUT_MS, undefined, { signal: timeout.signal }).catch(() => undefined),
    ]);
    timeout.abort();
    this.#waiting.delete(question);
  }

  /** Asks whether it still answers, once a beat. After too many beats without an answer it is killed: true. */
  beat(): boolean {
    if (!this.#isServing) return false;
    if (this.#heartbeat.beat() === 'ask') {
      this.tell({ kind: 'beat' });
      return false;
    }
    // A process that stands still handles no other signal.
    this.kill();
    this.#isServing = false;
    this.#hooks.onChange();
    return true;
  }

  /** Asks it to end in order; a worker that does not listen yet has nothing to finish, and is killed. */
  stop(): void {
    if (this.#hasBegun) this.tell({ kind: 'stop' });
    else this.kill();
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL');
  }

  #hear(message: ToSupervisor): void {
    if (message.kind === 'here') {
      this.#hasBegun = true;
      this.tell({ kind: 'begin', setup: this.#setup, number: this.number, count: this.#hooks.count() });
    }
    if (message.kind === 'serving') {
      this.#isServing = true;
      this.#hooks.onChange();
    }
    if (message.kind === 'alive') this.#heartbeat.answered();
    if (message.kind === 'figures') {
      this.#hooks.figures(message.figures);
      this.#waiting.get(message.question)?.();
    }
    if (message.kind === 'gatherFigures')
      void this.#hooks.gather().then((read) => this.tell({ kind: 'gathered', question: message.question, ...read }));
  }

  async #end(): Promise<string> {
    // Not by `once` of node:events: that rejects on an error event, which a channel has when its process dies first.
    const exit = new Promise<string>((resolve) => {
      this.#worker.once('exit', (code: number, signal: string) =>
        resolve(signal ? `signal ${signal}` : `code ${code}`),
      );
    });
    // The channel may still hold its last messages.
    const disconnect = new Promise<void>((resolve) => this.#worker.once('disconnect', resolve));
    const [how] = await Promise.all([exit, disconnect]);
    this.#isServing = false;
    return how;
  }
}
