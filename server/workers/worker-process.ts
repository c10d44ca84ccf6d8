import type { EngineChoice, Figures, ToSupervisor, ToWorker, WorkerCount, WorkerSetup } from './messages.ts';

/** How long a scraper's request may wait for the supervisor. */
const FIGURES_TIMEOUT_MS = 3_000;

/** A worker's end of the channel to its supervisor. */
export class WorkerProcess {
  readonly setup: WorkerSetup;
  readonly number: number;
  #count: WorkerCount;
  #figures: () => Promise<Figures> = async () => [];
  #stop: () => void = () => process.exit();
  readonly #waiting = new Map<number, (read: { readonly type: string; readonly text: string }) => void>();
  #questions = 0;

  private constructor({ setup, number, count }: Extract<ToWorker, { kind: 'begin' }>) {
    this.setup = setup;
    this.number = number;
    this.#count = count;
    process.on('message', (message: ToWorker) => void this.#hear(message));
  }

  /** Reports to the supervisor, and resolves with what it sends this process to begin with. */
  static take(): Promise<WorkerProcess> {
    return new Promise((resolve, reject) => {
      // Built while the first message is handled, so that it misses none of those behind it.
      process.once('message', (first: ToWorker) => {
        if (first.kind === 'begin') resolve(new WorkerProcess(first));
        else reject(new Error('a worker is to begin with its setup'));
      });
      send({ kind: 'here' });
    });
  }

  /** How many workers serve. */
  readonly count = (): WorkerCount => this.#count;

  /** From now on `figures` answers for this worker, and `stop` ends it. */
  answering(given: { readonly figures?: () => Promise<Figures>; readonly stop?: () => void }): void {
    this.#figures = given.figures ?? this.#figures;
    this.#stop = given.stop ?? this.#stop;
  }

  /** Reports that this worker serves. */
  serving({ name, why }: EngineChoice): void {
    send({ kind: 'serving', engine: { name, why } });
  }

  /** Reports that this worker cannot start; resolves when the supervisor knows. */
  failed(problem: string): Promise<void> {
    return new Promise((resolve) => send({ kind: 'failed', problem }, resolve));
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
      send({ kind: 'gatherFigures', question });
    });
  };

  async #hear(message: ToWorker): Promise<void> {
    if (message.kind === 'count') this.#count = message.count;
    if (message.kind === 'stop') this.#stop();
    if (message.kind === 'beat') send({ kind: 'alive' });
    if (message.kind === 'gathered') this.#waiting.get(message.question)?.({ type: message.type, text: message.text });
    if (message.kind === 'tellFigures')
      send({ kind: 'figures', question: message.question, figures: await this.#figures() });
  }
}

const send = (message: ToSupervisor, onSent: () => void = () => undefined): void => {
  if (process.connected) process.send?.(message, onSent);
  else onSent();
};
