import { TestServer } from '../../test/support/server.ts';

type Options = Parameters<typeof TestServer.start>[0];

/** A server node of a stage: a process that is killed, frozen, ended and started again. */
export class StageNode {
  readonly name: string;
  readonly workers: number;
  readonly #server: TestServer;
  #life = 1;
  #open = true;
  #frozen: number[] = [];

  private constructor(name: string, workers: number, server: TestServer) {
    this.name = name;
    this.workers = workers;
    this.#server = server;
  }

  /** Starts one; it has a port of its own, and keeps it over all its lives. */
  static async start(name: string, workers: number, options: Options): Promise<StageNode> {
    const env = { ...options.env, WORKERS: String(workers) };
    return new StageNode(name, workers, await TestServer.start({ ...options, env, staysAtItsPort: true }));
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The process that was started: the supervisor, where there are workers. */
  get pid(): number {
    return this.#server.pid;
  }

  /** Names this life of the node: its counts begin anew with the next one. */
  get life(): string {
    return `${this.name}.${this.#life}`;
  }

  /** Whether the process runs. */
  get isAlive(): boolean {
    return this.#server.isAlive;
  }

  /** Whether a balancer sends people here. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Every line that it has written. */
  get lines(): readonly string[] {
    return this.#server.lines;
  }

  /** `kill -9`. */
  async kill9(): Promise<void> {
    this.#open = false;
    await this.#server.kill9();
  }

  /** Begins another life after `kill9`; resolves when it takes people in. */
  async begin(): Promise<void> {
    this.#life += 1;
    await this.#server.start();
    this.#open = true;
  }

  /** Ends it in order, as an operator does, and starts it again. */
  async restart(): Promise<void> {
    this.#open = false;
    this.#life += 1;
    await this.#server.restart();
    this.#open = true;
  }

  /** Suspends one of its processes, its own one if none is named; a balancer's next look finds it silent. */
  freeze(...pids: readonly number[]): void {
    this.#frozen = pids.length === 0 ? [this.pid] : [...pids];
    for (const pid of this.#frozen) process.kill(pid, 'SIGSTOP');
    if (pids.length === 0) this.#open = false;
  }

  /** Resumes it. */
  thaw(): void {
    this.#goOn();
    this.#open = true;
  }

  /** Ends it for good; throws where it did not end in order. */
  async stop(): Promise<void> {
    this.#goOn();
    await this.#server.stop();
  }

  #goOn(): void {
    for (const pid of this.#frozen.splice(0)) {
      try {
        process.kill(pid, 'SIGCONT');
      } catch {
        // A supervisor has ended a worker that was silent for too long.
      }
    }
  }
}
