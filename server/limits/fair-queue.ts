type Place = { readonly since: number; readonly called: (goes: boolean) => void };

/** Whose turn a piece of work is: by lane, which all have turns in order, and by whom it is within the lane. */
export type Turn = { readonly lane: string; readonly whose: string };

/**
 * Lets so much work go on at once. What waits, waits in lanes that have their turns one after another: a flood in one lane
 * delays its own, and others by one turn each. A full queue makes room for a short lane at the end of the longest.
 */
export class FairQueue {
  readonly #options: { width: number; most: number; each: number; longestMs: number; now: () => number };
  /** In the order of their turns; none is empty. */
  readonly #lanes = new Map<string, Place[]>();
  readonly #inside = new Map<string, number>();
  #going = 0;
  #waiting = 0;

  /**
   * @param options.width how much goes on at once
   * @param options.most how much may wait
   * @param options.each how much of one `whose` may wait or go on
   * @param options.longestMs what waited longer is turned away: nobody waits for its answer any more
   * @param options.now ms, of any clock that runs evenly
   */
  constructor(options: { width: number; most: number; each: number; longestMs: number; now: () => number }) {
    this.#options = options;
  }

  /** How much waits. */
  get length(): number {
    return this.#waiting;
  }

  /** Does a piece of work when its turn comes, and answers as it does; `full` where it is turned away. */
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

  /** Resolves to whether the turn came. */
  #wait(lane: string): Promise<boolean> {
    const own = this.#lanes.get(lane) ?? [];
    if (this.#waiting >= this.#options.most && !this.#shortenLongerThan(own.length + 1)) return Promise.resolve(false);
    return new Promise((called) => {
      own.push({ since: this.#options.now(), called });
      this.#lanes.set(lane, own);
      this.#waiting += 1;
    });
  }

  /** Turns the last of the longest lane away, where that is longer; tells whether it did. */
  #shortenLongerThan(length: number): boolean {
    let longest: Place[] = [];
    for (const places of this.#lanes.values()) if (places.length > longest.length) longest = places;
    if (longest.length <= length) return false;
    longest.pop()?.called(false);
    this.#waiting -= 1;
    return true;
  }

  /** Hands the freed place on to the next lane. */
  #leave(): void {
    for (const [lane, places] of this.#lanes) {
      const next = places.shift();
      this.#lanes.delete(lane);
      if (places.length > 0) this.#lanes.set(lane, places);
      if (next === undefined) continue;
      this.#waiting -= 1;
      const inTime = this.#options.now() - next.since <= this.#options.longestMs;
      next.called(inTime);
      if (inTime) return;
    }
    this.#going -= 1;
  }
}
