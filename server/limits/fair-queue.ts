type Waiter = { readonly since: number; readonly resolve: (inTime: boolean) => void };

/** The lane of a piece of work, and its owner within the lane. */
export type Turn = { readonly lane: string; readonly whose: string };

/**
 * A queue with limited concurrency that is fair between lanes, which have turns one after another. A flood in one lane
 * delays its own work, and that of others by one turn each. A full queue makes room for a short lane at the end of the
 * longest.
 */
export class FairQueue {
  readonly #options: { width: number; most: number; each: number; longestMs: number; now: () => number };
  /** In the order of their turns; no lane is empty. */
  readonly #lanes = new Map<string, Waiter[]>();
  readonly #inside = new Map<string, number>();
  #going = 0;
  #waiting = 0;

  /**
   * @param options.width how many run at once
   * @param options.most how many may wait
   * @param options.each how many of one owner (`whose`) may wait or run
   * @param options.longestMs work that waited longer is refused: its caller has timed out
   * @param options.now ms, of any monotonic clock
   */
  constructor(options: { width: number; most: number; each: number; longestMs: number; now: () => number }) {
    this.#options = options;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting;
  }

  /** Runs a piece of work when its turn comes, and resolves to its result; `full` if it is refused. */
  async pass<T>({ lane, whose }: Turn, work: () => Promise<T>): Promise<T | 'full'> {
    const inside = this.#inside.get(whose) ?? 0;
    if (inside >= this.#options.each) return 'full';
    this.#inside.set(whose, inside + 1);
    try {
      if (this.#going < this.#options.width) this.#going += 1;
      else if (!(await this.#wait(lane))) return 'full';
      try {
        return await work();
      } finally {
        this.#leave();
      }
    } finally {
      const left = (this.#inside.get(whose) ?? 1) - 1;
      if (left > 0) this.#inside.set(whose, left);
      else this.#inside.delete(whose);
    }
  }

  /** Resolves to true when the turn comes, and to false if the work is refused. */
  #wait(lane: string): Promise<boolean> {
    const own = this.#lanes.get(lane) ?? [];
    if (this.#waiting >= this.#options.most && !this.#shortenLongerThan(own.length + 1)) return Promise.resolve(false);
    return new Promise((resolve) => {
      own.push({ since: this.#options.now(), resolve });
      this.#lanes.set(lane, own);
      this.#waiting += 1;
    });
  }

  /** Refuses the last of the longest lane if that lane is longer than `length`; returns whether it did. */
  #shortenLongerThan(length: number): boolean {
    let longest: Waiter[] = [];
    for (const places of this.#lanes.values()) if (places.length > longest.length) longest = places;
    if (longest.length <= length) return false;
    longest.pop()?.resolve(false);
    this.#waiting -= 1;
    return true;
  }

  /** Hands the freed slot to the next lane. */
  #leave(): void {
    for (const [lane, places] of this.#lanes) {
      const next = places.shift();
      this.#lanes.delete(lane);
      if (places.length > 0) this.#lanes.set(lane, places);
      if (next === undefined) continue;
      this.#waiting -= 1;
      const inTime = this.#options.now() - next.since <= this.#options.longestMs;
      next.resolve(inTime);
      if (inTime) return;
    }
    this.#going -= 1;
  }
}
