import { setTimeout as delay } from 'node:timers/promises';
import type { SelectionId } from '../../protocol/ids.ts';
import type { Address } from '../../server/pool/block.ts';
import type { PoolEvent, PoolStore, Position } from '../../server/pool/store.ts';

type Read = Pick<PoolStore, 'snapshot' | 'eventsAfter'>;

/** A hold that lapsed. */
export type Lapse = {
  readonly token: string;
  /** When it was due, and when that was noticed, in ms by the store's clock. */
  readonly deadline: number;
  readonly at: number;
  /** Whether a command for its number found it due, and not an alarm or a sweep. */
  byTaker: boolean;
};

/** How long one wait for events lasts, and how long after an error, in ms. */
const WAIT = 500;
const PAUSE = 50;

/** Follows a pool's events from the first one on through every outage, and writes each down. */
export class Watch {
  /** Every hold that has lapsed so far. */
  readonly lapses: Lapse[] = [];
  /** How many debits there were. */
  readonly debits = { tryUsed: 0, platesDrawn: 0 };
  /** Every selection that any event was about. */
  readonly selections = new Set<SelectionId>();
  readonly #store: Read;
  readonly #write: (event: PoolEvent) => void;
  readonly #deadlines = new Map<string, number>();
  #justFreed: { readonly lapse?: Lapse; readonly freed: readonly Address[] } = { freed: [] };
  #offset = 0;
  #epoch: string | undefined;
  #stopped = false;
  /** Why the events do not continue from the last one read; undefined as long as they do. */
  #lost: string | undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(store: Read, write: (event: PoolEvent) => void) {
    this.#store = store;
    this.#write = write;
  }

  /** The last event that was written down. */
  get offset(): number {
    return this.#offset;
  }

  /** Begins, or goes on after `stop`. */
  start(): void {
    this.#stopped = false;
    this.#loop = this.#follow();
  }

  /** Waits until every event so far is written down; rejects after `patience` ms. */
  async caughtUp(patience = 10_000): Promise<void> {
    const { offset } = (await this.#store.snapshot()).position;
    for (const end = performance.now() + patience; this.#offset < offset; await delay(10))
      if (this.#lost !== undefined || performance.now() > end)
        throw new Error(this.#lost ?? `event ${offset} was not read; the last one is ${this.#offset}`);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  async #follow(): Promise<void> {
    while (!this.#stopped && this.#lost === undefined) await this.#step().catch(() => delay(PAUSE));
  }

  async #step(): Promise<void> {
    this.#epoch ??= (await this.#store.snapshot()).position.epoch;
    const position: Position = { epoch: this.#epoch, offset: this.#offset };
    const events = await this.#store.eventsAfter(position, WAIT);
    if (events === 'gone') {
      this.#lost = `the events after ${this.#offset} of epoch ${this.#epoch} are gone`;
      return;
    }
    for (const event of events) this.#take(event);
  }

  #take(event: PoolEvent): void {
    this.#offset = event.offset;
    this.#write(event);
    const { state, token, at, selection, taken, type } = event;
    if (type === 'tryUsed' || type === 'platesDrawn') this.debits[type] += 1;
    // A script that takes a number which is due lapses its hold first: two events of one instant.
    const { lapse, freed } = this.#justFreed;
    if (lapse?.at === at && taken.some((number) => freed.includes(number))) lapse.byTaker = true;
    if (selection !== undefined) this.selections.add(selection);
    if (state?.hold) this.#deadlines.set(state.hold.token, state.hold.deadline);
    if (event.type !== 'holdLapsed' || token === undefined) return;
    const deadline = this.#deadlines.get(token);
    if (deadline === undefined) return;
    const found = { token, deadline, at, byTaker: false };
    this.#justFreed = { lapse: found, freed: event.freed };
    this.lapses.push(found);
    this.#deadlines.delete(token);
  }
}

/** The longest time that a hold was still there after its deadline, in ms; 0 where none has lapsed. */
export const latestOf = (lapses: readonly Lapse[]): number =>
  lapses.reduce((latest, { deadline, at }) => Math.max(latest, at - deadline), 0);
