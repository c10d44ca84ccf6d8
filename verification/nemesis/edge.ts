import type { Findings } from './fault.ts';

/** A judged command: the reading of the script's clock, if it came to a script at all, and its answer. */
type Probe = { readonly edge: number; readonly now: number | undefined; readonly said: string };

/** The answers that are right before an instant, and from that instant on. */
type Sides = { readonly before: readonly string[]; readonly after: readonly string[] };

/** Counts answers around an edge, and keeps every one on the wrong side of it. */
export class Edge {
  readonly name: string;
  readonly #sides: Sides;
  readonly #wrong: string[] = [];
  #before = 0;
  #after = 0;
  #at = 0;
  #close = 0;
  #other = 0;

  constructor(name: string, sides: Sides) {
    this.name = name;
    this.#sides = sides;
  }

  /** The edge belongs to what comes after it: `now < edge` is before. */
  take({ edge, now, said }: Probe): void {
    if (now === undefined) {
      this.#other += 1;
      return;
    }
    const due = now < edge ? this.#sides.before : this.#sides.after;
    const others = now < edge ? this.#sides.after : this.#sides.before;
    if (due.includes(said)) {
      if (now < edge) this.#before += 1;
      else this.#after += 1;
      if (now === edge) this.#at += 1;
      if (Math.abs(now - edge) <= 5) this.#close += 1;
    } else if (others.includes(said))
      this.#wrong.push(`${this.name}: ${said} by a clock that read ${now - edge} ms from the edge`);
    else this.#other += 1;
  }

  /** Everything that was wrong; an edge without commands on both sides was not tried. */
  get problems(): readonly string[] {
    const { name } = this;
    const untried = this.#before > 0 && this.#after > 0 ? [] : [`${name}: only one side of it was met`];
    const more = this.#wrong.length > 3 ? [`${name}: ${this.#wrong.length} on the wrong side in all`] : [];
    return [...untried, ...this.#wrong.slice(0, 3), ...more];
  }

  /** `before` and `after` it, `at` its very millisecond, within 5 ms; `other`: refused for something else. */
  get figures(): string {
    return `before ${this.#before}, after ${this.#after}, at ${this.#at}, within 5 ms ${this.#close}, other ${this.#other}`;
  }

  /** How many commands were judged by it. */
  get count(): number {
    return this.#before + this.#after + this.#wrong.length + this.#other;
  }
}

/** The findings at several edges: whatever was wrong, and the figures of each. */
export const findingsAt = (edges: readonly Edge[]): Findings => ({
  problems: edges.flatMap(({ problems }) => problems),
  detail: {
    commands: edges.reduce((sum, { count }) => sum + count, 0),
    ...Object.fromEntries(edges.map(({ name, figures }) => [name, figures])),
  },
});
