import type { PoolStore, Position } from '../../server/pool/store.ts';
import type { Choices } from './choices.ts';
import type { Scheduler } from './scheduler.ts';

type Act<A extends unknown[], R> = (...args: A) => Promise<R>;
/** A reader that waits for an event after its position. */
type Parked = { readonly position: Position; readonly serve: () => void };

type Parts = {
  readonly to: PoolStore;
  readonly scheduler: Scheduler;
  readonly choices: Choices;
  /** Resumes this node, if it still lives. */
  readonly at: (resume: () => void) => void;
  /** Called after every act of the store. */
  readonly served: () => void;
};

/**
 * One node's way to the store: every call travels, is served, and is answered at some later step. The connection may
 * fail before (nothing was done) or after (the answer is lost): either way the caller only learns that it failed. A
 * node that has crashed learns nothing.
 */
export class StoreLine {
  readonly store: PoolStore;
  readonly #parts: Parts;
  #parked: Parked | undefined;
  /** Nothing fails any more. */
  reliable = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { hold, draw, confirm, release, reserve, register, note, remember } = parts.to;
    const { readSelection, lapse, miss, bringBack, snapshot, liftBan } = parts.to;
    this.store = {
      ...parts.to,
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
    const { scheduler, choices, at, served } = this.#parts;
    return (...args) =>
      new Promise((resolve, reject) => {
        scheduler.post(async () => {
          const fails = how === undefined && !this.reliable && choices.seldom(15);
          const before = fails && choices.pick(2) === 0;
          const answer = before ? undefined : await act(...args);
          if (!before) served();
          scheduler.post(() =>
            at(() => {
              if (fails || answer === undefined) reject(new Error('the connection failed'));
              else resolve(answer);
            }),
          );
        });
      });
  }

  readonly #eventsAfter: PoolStore['eventsAfter'] = (position) =>
    new Promise((resolve) => {
      const { to, scheduler, choices, at, served } = this.#parts;
      const serve = (): void =>
        scheduler.post(async () => {
          // Now and then the stream no longer reaches back so far, or only a part is read.
          const gone = !this.reliable && choices.seldom(8);
          const events = gone ? 'gone' : await to.eventsAfter(position, 1);
          const some = events === 'gone' || this.reliable || choices.pick(3) < 2 ? events : events.slice(0, 1);
          at(() => resolve(some));
        });
      this.#parked = { position, serve };
      served();
    });
}
