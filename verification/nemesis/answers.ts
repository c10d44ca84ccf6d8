/** One answer to a command: when the command had left and when it was answered, in ms of `performance.now`. */
export type Answer = {
  readonly client: string;
  /** The life of the node that answered. */
  readonly node: string;
  /** The refusal's code; undefined for a success. */
  readonly code: string | undefined;
  readonly left: number;
  readonly came: number;
};

/** Refusals that a node gives by itself; they say nothing about its Redis. */
const BY_ITSELF = new Set(['shuttingDown', 'tooManyRequests', 'gatewayDown']);

/** The answers to people, and how soon after a harm they came. */
export class Answers {
  #decided = 0;
  #unknown = 0;
  #recent: Answer[] = [];
  /** People whose last answer was to ask again. */
  readonly #open = new Set<string>();

  /** The answers so far, repetitions included: decided ones, and those of "unknown, ask again". */
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

  /** Whether a client's last answer was to ask again. */
  owes(client: string): boolean {
    return this.#open.has(client);
  }

  /** Forgets the answers so far: the questions below then concern later ones. */
  forget(): void {
    this.#recent = [];
  }

  /** The people with a command decided at an instant or later. */
  servedSince(instant: number): ReadonlySet<string> {
    return new Set(this.#decidedOnes().flatMap(({ came, client }) => (came < instant ? [] : [client])));
  }

  /**
   * How soon after an instant a node serves, in ms: its last answer of "unknown" to a command that had left since, or its
   * first decision, counted from the asking; undefined without a decision. A time without commands is not its fault.
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
