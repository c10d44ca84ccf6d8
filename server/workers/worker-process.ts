import type { EngineSaid, Figures, ToSupervisor, ToWorker, WorkerCount, WorkerSetup } from './messages.ts';

/** In ms: a scraper does not wait for ever either. */
const FIGURES_TIMEOUT_MS = 3_000;

/** One worker's place under its supervisor, as the worker sees it. */
export class WorkerProcess {
  readonly ground: WorkerSetup;
  readonly number: number;
  #crew: WorkerCount;
  #figures: () => Promise<Figures> = async () => [];
  #stop: () => void = () => process.exit();
  readonly #waiting = new Map<number, (read: { readonly type: string; readonly text: string }) => void>();
  #questions = 0;

  private constructor({ ground, seat, crew }: Extract<ToWorker, { kind: 'begin' }>) {
    this.ground = ground;
    this.number = seat;
    this.#crew = crew;
    process.on('message', (message: ToWorker) => void this.#hear(message));
  }

  /** Asks the supervisor for this process's place, and takes it. */
  static take(): Promise<WorkerProcess> {
    return new Promise((resolve, reject) => {
      // Built while the first message is heard, so that it misses none of those behind it.
      process.once('message', (first: ToWorker) => {
        if (first.kind === 'begin') resolve(new WorkerProcess(first));
        else reject(new Error('a worker is to begin with its ground'));
      });
      say({ kind: 'here' });
    });
  }

  /** How many workers serve. */
  readonly crew = (): WorkerCount => this.#crew;

  /** From now on `figures` answers for this worker, and `stop` ends it. */
  answering(given: { readonly figures?: () => Promise<Figures>; readonly stop?: () => void }): void {
    this.#figures = given.figures ?? this.#figures;
    this.#stop = given.stop ?? this.#stop;
  }

  /** This worker takes people in. */
  serving({ name, why }: EngineSaid): void {
    say({ kind: 'serving', engine: { name, why } });
  }

  /** This worker cannot start; resolves when the supervisor knows. */
  failed(problem: string): Promise<void> {
    return new Promise((resolve) => say({ kind: 'failed', problem }, resolve));
  }

  /** The figures of all workers, as a scraper reads them; rejects where the supervisor does not answer. */
  readonly readMetrics = (): Promise<{ readonly type: string; readonly text: string }> => {
    const question = ++this.#questions;
    return new Promise((resolve, reject) => {
      const tooLong = setTimeout(() => {
        this.#waiting.delete(question);
        reject(new Error('the supervisor does not tell the figures'));
      }, FIGURES_TIMEOUT_MS);
      this.#waiting.set(question, (read) => {
        clearTimeout(tooLong);
        this.#waiting.delete(question);
        resolve(read);
      });
      say({ kind: 'gatherFigures', question });
    });
  };

  async #hear(message: ToWorker): Promise<void> {
    if (message.kind === 'crew') this.#crew = message.crew;
    if (message.kind === 'stop') this.#stop();
    if (message.kind === 'beat') say({ kind: 'alive' });
    if (message.kind === 'gathered') this.#waiting.get(message.question)?.({ type: message.type, text: message.text });
    if (message.kind === 'tellFigures')
      say({ kind: 'figures', question: message.question, figures: await this.#figures() });
  }
}

const say = (message: ToSupervisor, said: () => void = () => undefined): void => {
  if (process.connected) process.send?.(message, said);
  else said();
};
