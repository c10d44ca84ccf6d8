import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './telemetry/log.ts';

type Work = () => unknown;
type Step = { readonly begin?: Work; readonly end?: Work };
/** Something that is done again and again; `doing` resolves when its present turn is over. */
type Repeated = { timer?: NodeJS.Timeout | undefined; doing?: Promise<void> | undefined; failed: boolean };

/** How long the end of a repeated task waits for its present turn, in ms: one that waits for Redis may never come back. */
const LAST_TURN_MS = 500;

/** What a part of the server needs of its life: the moment at which it begins, its end, and what it does in between. */
export type Life = Pick<Lifecycle, 'starts' | 'stops' | 'every'>;

/**
 * The life of a server: what was registered first begins first and ends last, so that nothing ends under those who
 * still use it. Everything is registered before `start`.
 */
export class Lifecycle {
  readonly #log: Pick<Log, 'warn'>;
  readonly #steps: Step[] = [];
  #running = false;
  #stopping: Promise<void> | undefined;

  constructor(log: Pick<Log, 'warn'>) {
    this.#log = log;
  }

  /** Whether everything has begun, and nothing has been asked to end. */
  get isRunning(): boolean {
    return this.#running;
  }

  /** Has something begin, when all that was registered earlier has begun. */
  starts(begin: Work): void {
    this.#steps.push({ begin });
  }

  /** Has something end, when all that was registered later has ended; also where it was made and never begun. */
  stops(end: Work): void {
    this.#steps.push({ end });
  }

  /**
   * Has something done every `ms`, from its place among the beginnings to its place among the ends. A turn that comes
   * while the one before goes on is left out. A failure is logged once, until it goes well again.
   */
  every(ms: number, work: Work): void {
    const repeated: Repeated = { failed: false };
    const turn = (): void => {
      repeated.doing ??= this.#do(work, repeated).finally(() => {
        repeated.doing = undefined;
      });
    };
    this.#steps.push({
      begin: () => {
        repeated.timer = setInterval(turn, ms);
      },
      end: async () => {
        clearInterval(repeated.timer);
        await Promise.race([repeated.doing, delay(LAST_TURN_MS, undefined, { ref: false })]);
      },
    });
  }

  /** Begins everything in order. Where something cannot begin everything ends again, and this rejects with its reason. */
  async start(): Promise<void> {
    try {
      for (const { begin } of this.#steps) {
        if (this.#stopping !== undefined) return;
        await begin?.();
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#running = this.#stopping === undefined;
  }

  /** Ends everything in reverse, each when the one after it has ended. A second call waits for the first; never rejects. */
  stop(): Promise<void> {
    this.#running = false;
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    for (const { end } of this.#steps.toReversed()) {
      try {
        await end?.();
      } catch (error) {
        this.#log.warn({ err: error }, 'something did not end as it should; the rest ends all the same');
      }
    }
  }

  async #do(work: Work, repeated: Repeated): Promise<void> {
    try {
      await work();
      repeated.failed = false;
    } catch (error) {
      if (!repeated.failed)
        this.#log.warn({ err: error, work: work.name }, 'a repeated task failed; it is tried again');
      repeated.failed = true;
    }
  }
}
