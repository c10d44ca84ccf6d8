import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './telemetry/log.ts';

type Work = () => unknown;
/** Something that is done again and again; `turn` resolves when its present turn is over. */
type Repeated = {
  readonly ms: number;
  readonly work: Work;
  timer?: NodeJS.Timeout;
  turn?: Promise<void>;
  failed: boolean;
};

/** How long the end waits for turns that go on, in ms: one that waits for Redis may never come back. */
const LAST_TURN_MS = 500;

/** What a part of the server needs of its life: the moment at which it begins, its end, and what it does in between. */
export type Life = Pick<Lifecycle, 'starts' | 'stops' | 'every'>;

/**
 * The life of a server. What was registered first begins first and ends last, so that nothing ends under those who still
 * use it; what repeats begins when all the rest has begun, and ends before any of it. All is registered before `start`.
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

  /** Whether everything has begun, and nothing has been asked to end. */
  get isRunning(): boolean {
    return this.#running;
  }

  /** Has something begin when all that was registered earlier has begun. */
  starts(begin: Work): void {
    this.#beginnings.push(begin);
  }

  /** Has something end when all that was registered later has ended; also where it was made and never begun. */
  stops(end: Work): void {
    this.#ends.push(end);
  }

  /** Has the end announced, while everything still goes on. */
  announces(announce: Work): void {
    this.#announcements.push(announce);
  }

  /**
   * Has something done every `ms`. A turn that comes while the one before goes on is left out. A failure is logged once,
   * until it goes well again.
   */
  every(ms: number, work: Work): void {
    this.#repeated.push({ ms, work, failed: false });
  }

  /** Begins everything in order. Where something cannot begin everything ends again, and this rejects with its reason. */
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

  /** Ends everything, each part when those after it have ended. A second call waits for the first; never rejects. */
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

  /** Brings one part of the end about: the rest ends also where it fails. */
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
