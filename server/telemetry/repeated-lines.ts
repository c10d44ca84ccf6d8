/** How many lines of one kind are written within a window; further ones are counted. */
type LineAllowance = { readonly lines: number; readonly windowMs: number };

/** Kinds of lines that are reported apart at once; lines of further kinds are all written. */
const KINDS = 1_000;

type Counted = { seen: number; readonly since: number; leftOut: number };

/**
 * Keeps one trouble from filling the disk: of lines that say the same, so many are written within a window. The
 * number of those left out is reported when the window is over, whether or not the trouble is.
 */
export class RepeatedLines {
  readonly #kinds = new Map<string, Counted>();
  readonly #allowance: LineAllowance;
  readonly #now: () => number;

  /** @param now ms, of any clock that runs evenly */
  constructor(allowance: LineAllowance, now: () => number = () => performance.now()) {
    this.#allowance = allowance;
    this.#now = now;
  }

  /** Whether a line of this kind is to be written. */
  passes(kind: string): boolean {
    const now = this.#now();
    const known = this.#kinds.get(kind);
    if (known === undefined || now - known.since >= this.#allowance.windowMs) {
      if (known === undefined && this.#kinds.size >= KINDS) return true;
      this.#kinds.set(kind, { seen: 1, since: now, leftOut: known?.leftOut ?? 0 });
      return true;
    }
    known.seen += 1;
    if (known.seen <= this.#allowance.lines) return true;
    known.leftOut += 1;
    return false;
  }

  /** The lines left out of windows that are over, each window reported once; to be called now and then. */
  leftOut(): readonly { readonly kind: string; readonly count: number }[] {
    const now = this.#now();
    const reported: { kind: string; count: number }[] = [];
    for (const [kind, { since, leftOut: count }] of this.#kinds) {
      if (now - since < this.#allowance.windowMs) continue;
      if (count > 0) reported.push({ kind, count });
      this.#kinds.delete(kind);
    }
    return reported;
  }
}
