/** One answer to a command: when the command had left and when it was answered, in ms of `performance.now`. */
export type Answer = {
  readonly client: string;
  /** The life of the node that gave it. */
  readonly node: string;
  /** The refusal's code; undefined for a success. */
  readonly code: string | undefined;
  readonly left: number;
  readonly came: number;
};

/** Refusals that a node gives by itself: they tell nothing of its Redis. */
const BY_ITSELF = new Set(['shuttingDown', 'tooManyRequests', 'gatewayDown']);

/** What people were answered, and how soon after a harm. */
export class Answers {
  #decided = 0;
  #unknown = 0;
  #recent: Answer[] = [];
  /** Who was told to ask again, and has not been told anything else since. */
  readonly #open = new Set<string>();

  /** How many commands were answered so far, repetitions included: with their outcome, and with "unknown, ask again". */
  get counts(): { readonly decided: number; readonly unknown: number } {
    return { decided: this.#decided, unknown: this.#unknown };
  }

  readonly take = (answer: Answer): void => {
    if (BY_ITSELF.has(answer.code ?? '')) return;
    if (isUnknown(answer)) {
      this.#unknown += 1;
      this.#open.add(answer.client);
    } else {
      this.#decided += 1;
      this.#open.delete(answer.client);
    }
    this.#recent.push(answer);
  };

  /** Whether somebody has been told to ask again, and waits until he does. */
  owes(client: string): boolean {
    return this.#open.has(client);
  }

  /** What is asked below is asked of the answers that come from now on. */
  forget(): void {
    this.#recent = [];
  }

  /** Who has had a command decided at an instant or later. */
  servedSince(instant: number): ReadonlySet<string> {
    return new Set(this.#decidedOnes().flatMap(({ came, client }) => (came < instant ? [] : [client])));
  }

  /**
   * How long after an instant a node serves, in ms: its last answer of "unknown" to a command that had left since, or the
   * first decision, from when it was asked for; undefined where it has decided nothing. That nobody asks is not its fault.
   */
  servesAfter(node: string, instant: number): number | undefined {
    const here = this.#recent.filter((each) => each.node === node && each.came >= instant);
    const first = here.find((each) => !isUnknown(each));
    if (first === undefined) return undefined;
    const failed = here.filter((each) => isUnknown(each) && each.left >= instant).map(({ came }) => came - instant);
    return Math.max(first.came - Math.max(first.left, instant), ...failed);
  }

  /** How long after an instant the last command left that was answered "unknown", in ms; 0 where none was. */
  lastUnknown(instant: number): number {
    const last = (latest: number, { left }: Answer): number => Math.max(latest, left - instant);
    return this.#recent.filter(isUnknown).reduce(last, 0);
  }

  /** How many commands left after one instant and were decided before another. */
  decidedWithin(from: number, to: number): number {
    return this.#decidedOnes().filter(({ left, came }) => left >= from && came < to).length;
  }

  /** How many commands that left after an instant were answered "unknown". */
  unknownSince(instant: number): number {
    return this.#recent.filter((each) => isUnknown(each) && each.left >= instant).length;
  }

  #decidedOnes(): Answer[] {
    return this.#recent.filter((each) => !isUnknown(each));
  }
}

const isUnknown = ({ code }: Answer): boolean => code === 'outcomeUnknown';
