import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './telemetry/log.ts';

type Work = () => unknown;
/** A repeated task; `turn` resolves when its present turn is over. */
type Repeated = {
  readonly ms: number;
  readonly work: Work;
  timer?: NodeJS.Timeout;
  turn?: Promise<void>;
  failed: boolean;
};

/** How long the end waits for running turns: a turn that waits for Redis may never return. */
const LAST_TURN_MS = 500;

/** The part of the lifecycle that a component uses: its start, its end, and its repeated tasks. */
export type Life = Pick<Lifecycle, 'starts' | 'stops' | 'every'>;

/**
 * The lifecycle of a server. Parts start in the order of registration and stop in reverse, so that no part stops while
 * others still use it. Repeated tasks begin after all starts, and end before all stops. All registration precedes
 * `start`.
 */
export class Lifecycle {
  readonly #log: Pick<Log, 'warn'>;
  readonly #beginnings: Work[] = [];
  readonly #announcements: Work[] = [];
  readonly #repeated: Repeated[] = [];
  readonly #ends: Work[] = [];
  #running = false;
  #stopping: Promise<void> | undefined;

  constructor(log: Pick<Log, 'warn'>) {
    this.#log = log;
  }

  /** Whether everything has started, and nothing has been asked to stop. */
  get isRunning(): boolean {
    return this.#running;
  }

  /** Registers a start, which runs after all starts registered earlier. */
  starts(begin: Work): void {
    this.#beginnings.push(begin);
  }

  /** Registers a stop, which runs after all stops registered later, even if the part was never started. */
  stops(end: Work): void {
    this.#ends.push(end);
  }

  /** Registers an announcement of the end, made while everything still runs. */
  announces(announce: Work): void {
    this.#announcements.push(announce);
  }

  /**
   * Registers a task that runs every `ms`. A turn that is due during the one before is left out. A failure is logged
   * once, until a turn succeeds again.
   */
  every(ms: number, work: Work): void {
    this.#repeated.push({ ms, work, failed: false });
  }

  /** Starts everything in order. If one start fails, everything stops again, and this rejects with the reason. */
  async start(): Promise<void> {
    try {
      for (const begin of this.#beginnings) {
        if (this.#stopping !== undefined) return;
        await begin();
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (this.#stopping !== undefined) return;
    for (const repeated of this.#repeated) repeated.timer = setInterval(() => this.#takeTurn(repeated), repeated.ms);
    this.#running = true;
  }

  /** Stops everything, each part after those that follow it. A second call waits for the first; never rejects. */
  stop(): Promise<void> {
    this.#running = false;
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    await Promise.all(this.#announcements.map((announce) => this.#bring(announce)));
    for (const { timer } of this.#repeated) clearInterval(timer);
    const turns = Promise.all(this.#repeated.flatMap(({ turn }) => turn ?? []));
    await Promise.race([turns, delay(LAST_TURN_MS, undefined, { ref: false })]);
    for (const end of this.#ends.toReversed()) await this.#bring(end);
  }

  /** Runs one part of the end; a failure does not keep the rest from ending. */
  async #bring(end: Work): Promise<void> {
    try {
      await end();
    } catch (error) {
      this.#log.warn({ err: error }, 'something did not end as it should');
    }
  }

  #takeTurn(repeated: Repeated): void {
    repeated.turn ??= this.#do(repeated).finally(() => {
      delete repeated.turn;
    });
  }

  async #do(repeated: Repeated): Promise<void> {
    try {
      await repeated.work();
      repeated.failed = false;
    } catch (error) {
      if (!repeated.failed)
        this.#log.warn({ err: error, work: repeated.work.name }, 'a repeated task failed; it goes on');
      repeated.failed = true;
    }
  }
}
