import type { PoolStore, Position } from '../../server/pool/store.ts';
import type { Choices } from './choices.ts';
import type { Scheduler } from './scheduler.ts';

type Act<A extends unknown[], R> = (...args: A) => Promise<R>;
/** A reader that waits for an event after its position. */
type Parked = { readonly position: Position; readonly serve: () => void };

/**
 * One node's way to the store: every call travels, is served, and is answered at some later step. The connection may
 * fail before (nothing was done) or after (the answer is lost): either way the caller only learns that it failed. A
 * node that has crashed learns nothing.
 */
export class StoreLine {
  readonly store: PoolStore;
  readonly #to: PoolStore;
  readonly #scheduler: Scheduler;
  readonly #choices: Choices;
  readonly #at: (resume: () => void) => void;
  readonly #served: () => void;
  #parked: Parked | undefined;
  /** Nothing fails any more. */
  reliable = false;

  /**
   * @param parts.at resumes this node, if it still lives
   * @param parts.served told after every act of the store
   */
  constructor(parts: {
    to: PoolStore;
    scheduler: Scheduler;
    choices: Choices;
    at: (resume: () => void) => void;
    served: () => void;
  }) {
    this.#to = parts.to;
    this.#scheduler = parts.scheduler;
    this.#choices = parts.choices;
    this.#at = parts.at;
    this.#served = parts.served;
    const { hold, draw, confirm, release, reserve, register, note, remember } = this.#to;
    const { readSelection, lapse, miss, bringBack, snapshot, liftBan } = this.#to;
    this.store = {
      ...this.#to,
      hold: this.#through(hold),
      draw: this.#through(draw),
      confirm: this.#through(confirm),
      release: this.#through(release),
      reserve: this.#through(reserve),
      register: this.#through(register),
      note: this.#through(note),
      remember: this.#through(remember),
      readSelection: this.#through(readSelection),
      liftBan: this.#through(liftBan),
      lapse: this.#through(lapse, 'reliably'),
      miss: this.#through(miss, 'reliably'),
      bringBack: this.#through(bringBack, 'reliably'),
      snapshot: this.#through(snapshot, 'reliably'),
      eventsAfter: this.#eventsAfter,
    };
  }

  /** The store stands at this offset: a reader that waits for an event after an earlier one is served. */
  wake(offset: number): void {
    const parked = this.#parked;
    if (parked === undefined || offset <= parked.position.offset) return;
    this.#parked = undefined;
    parked.serve();
  }

  #through<A extends unknown[], R>(act: Act<A, R>, how?: 'reliably'): Act<A, R> {
    return (...args) =>
      new Promise((resolve, reject) => {
        this.#scheduler.post(async () => {
          const fails = how === undefined && !this.reliable && this.#choices.seldom(15);
          const before = fails && this.#choices.pick(2) === 0;
          const answer = before ? undefined : await act(...args);
          if (!before) this.#served();
          this.#scheduler.post(() =>
            this.#at(() => {
              if (fails || answer === undefined) reject(new Error('the connection failed'));
              else resolve(answer);
            }),
          );
        });
      });
  }

  readonly #eventsAfter: PoolStore['eventsAfter'] = (position) =>
    new Promise((resolve) => {
      const serve = (): void =>
        this.#scheduler.post(async () => {
          // Now and then the stream no longer reaches back so far, or only a part is read.
          const gone = !this.reliable && this.#choices.seldom(8);
          const events = gone ? 'gone' : await this.#to.eventsAfter(position, 1);
          const some = events === 'gone' || this.reliable || this.#choices.pick(3) < 2 ? events : events.slice(0, 1);
          this.#at(() => resolve(some));
        });
      this.#parked = { position, serve };
      this.#served();
    });
}
