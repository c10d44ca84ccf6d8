import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { Heartbeat } from './heartbeat.ts';
import type { EngineSaid, Figures, ToSupervisor, ToWorker, WorkerCount, WorkerSetup } from './messages.ts';

/** In ms: a worker that has not told its figures by then is counted by its last ones. It waits a second for Redis. */
const FIGURES_TIMEOUT_MS = 2_000;

type SupervisorHooks = {
  readonly crew: () => WorkerCount;
  /** It serves now, or no longer. */
  readonly onChange: () => void;
  /** The figures of all workers as one. */
  readonly gather: () => Promise<{ readonly type: string; readonly text: string }>;
  /** These are its own. */
  readonly figures: (figures: Figures) => void;
};

/** One worker process, as its supervisor sees it. */
export class WorkerHandle {
  readonly seat: number;
  /** Resolves when it serves; rejects with one clear line where it ends before that. */
  readonly serves: Promise<EngineSaid>;
  /** Resolves to how it ended, when all that it said has been heard. */
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  readonly #asked: SupervisorHooks;
  readonly #waiting = new Map<number, () => void>();
  readonly #ground: WorkerSetup;
  readonly #heartbeat: Heartbeat;
  #questions = 0;
  #hasBegun = false;
  #isServing = false;

  /** Starts the process. */
  constructor(seat: number, ground: WorkerSetup, asked: SupervisorHooks) {
    this.seat = seat;
    this.#ground = ground;
    this.#asked = asked;
    this.#heartbeat = new Heartbeat(ground.config.workerHangSeconds);
    this.#worker = cluster.fork();
    this.#worker.on('error', () => undefined);
    this.ended = this.#end();
    this.serves = new Promise((resolve, reject) => {
      // What comes over the channel is written by this program's own worker.
      this.#worker.on('message', (message: ToSupervisor) => {
        if (message.kind === 'failed') reject(new Error(message.problem));
        if (message.kind === 'serving') resolve(message.engine);
        this.#hear(message);
      });
      void this.ended.then((how) => reject(new Error(`worker ${seat} ended before it served (${how})`)));
    });
    // Whoever starts it waits for this; but where the whole is closed meanwhile, nobody does any more.
    this.serves.catch(() => undefined);
  }

  get pid(): number {
    return this.#worker.process.pid ?? 0;
  }

  get isServing(): boolean {
    return this.#isServing;
  }

  /** Tells it something, unless it does not listen yet, or no longer. */
  tell(message: ToWorker): void {
    if (this.#hasBegun && this.#worker.isConnected()) this.#worker.send(message, () => undefined);
  }

  /** Has it tell its figures; resolves when it has, or has not in time. */
  async askFigures(): Promise<void> {
    const question = ++this.#questions;
    const told = new Promise<void>((resolve) => this.#waiting.set(question, resolve));
    this.tell({ kind: 'tellFigures', question });
    const patience = new AbortController();
    await Promise.race([
      told,
      delay(FIGURES_TIMEOUT_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    this.#waiting.delete(question);
  }

  /** Asks whether it still answers, once a beat. Where it has not for too long it is ended, and true is answered. */
  beat(): boolean {
    if (!this.#isServing) return false;
    if (this.#heartbeat.beat() === 'ask') {
      this.tell({ kind: 'beat' });
      return false;
    }
    // A process that stands still hears no other signal.
    this.kill();
    this.#isServing = false;
    this.#asked.onChange();
    return true;
  }

  /** Asks it to end in order; one that listens for nothing yet holds nothing either, and just ends. */
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
      this.tell({ kind: 'begin', ground: this.#ground, seat: this.seat, crew: this.#asked.crew() });
    }
    if (message.kind === 'serving') {
      this.#isServing = true;
      this.#asked.onChange();
    }
    if (message.kind === 'alive') this.#heartbeat.answered();
    if (message.kind === 'figures') {
      this.#asked.figures(message.figures);
      this.#waiting.get(message.question)?.();
    }
    if (message.kind === 'gatherFigures')
      void this.#asked.gather().then((read) => this.tell({ kind: 'gathered', question: message.question, ...read }));
  }

  async #end(): Promise<string> {
    // Not by `once` of node:events: that gives up on an error event, which a channel has when its process dies first.
    const exit = new Promise<string>((resolve) => {
      this.#worker.once('exit', (code: number, signal: string) =>
        resolve(signal ? `signal ${signal}` : `code ${code}`),
      );
    });
    // The channel may still hold what it said last.
    const disconnect = new Promise<void>((resolve) => this.#worker.once('disconnect', resolve));
    const [how] = await Promise.all([exit, disconnect]);
    this.#isServing = false;
    return how;
  }
}
