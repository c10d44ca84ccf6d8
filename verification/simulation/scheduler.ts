import type { Choices } from './choices.ts';

/** Something that happens at one place, without anything else in between. A promise is one that is waited for. */
export type Step = () => void | Promise<void>;
/** Steps that happen in this order: what travels on one connection. */
export class Line {
  steps: Step[] = [];
  waits = false;
}
type Timer = { readonly at: number; readonly nth: number; readonly step: Step };

/** Runs everything that is `await`ed in the step before, however deep: Node's own queue comes after all of it. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/**
 * One thread through everything that is under way: at each turn one of the waiting lines takes its next step, by
 * choice, or, where nothing waits or by choice, the clock moves on to the next timer.
 */
export class Scheduler {
  readonly #choices: Choices;
  readonly #lines: Line[] = [];
  readonly #timers: Timer[] = [];
  #timersSet = 0;
  /** The store's clock, in ms. */
  now: number;
  /** How long everything has run, in ms; it only grows, whatever is done to the store's clock. */
  elapsed = 0;
  steps = 0;

  constructor(choices: Choices, start: number) {
    this.#choices = choices;
    this.now = start;
  }

  /** Has a step happen when its line's earlier ones have; on a line of its own where none is given. */
  post(step: Step, line: Line = new Line()): void {
    line.steps.push(step);
    if (line.waits) return;
    line.waits = true;
    this.#lines.push(line);
  }

  /** Has a step happen some ms from now, at the earliest; returns how to call it off. */
  after(ms: number, step: Step): () => void {
    this.#timersSet += 1;
    const timer = { at: this.elapsed + Math.max(0, ms), nth: this.#timersSet, step };
    // Most timers are the latest yet.
    let at = this.#timers.length;
    while (at > 0 && (this.#timers[at - 1]?.at ?? 0) > timer.at) at -= 1;
    this.#timers.splice(at, 0, timer);
    return () => {
      const nth = this.#timers.indexOf(timer);
      if (nth >= 0) this.#timers.splice(nth, 1);
    };
  }

  /** Takes one step; false where nothing is left to happen. */
  async step(): Promise<boolean> {
    this.steps += 1;
    const { length } = this.#lines;
    if (length === 0 || (this.#timers.length > 0 && this.#choices.seldom(15))) return this.#nextTimer();
    await this.#takeOf(this.#choices.pick(length));
    return true;
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.now += ms;
    this.elapsed += ms;
  }

  /** Takes steps until no message is under way; timers wait. */
  async drain(): Promise<void> {
    while (this.#lines.length > 0) await this.#takeOf(0);
  }

  /** Takes the next step of a waiting line. */
  async #takeOf(at: number): Promise<void> {
    const line = this.#lines[at];
    const step = line?.steps.shift();
    if (line === undefined || step === undefined) throw new Error('a line without steps waited');
    if (line.steps.length === 0) {
      line.waits = false;
      this.#lines.splice(at, 1);
    }
    this.pass(1);
    await run(step);
  }

  async #nextTimer(): Promise<boolean> {
    const timer = this.#timers.shift();
    if (timer === undefined) return false;
    this.pass(Math.max(1, timer.at - this.elapsed));
    await run(timer.step);
    return true;
  }
}

const run = async (step: Step): Promise<void> => {
  const doing = step();
  if (doing !== undefined) await doing;
  await settled();
};
