import type { SelectionId } from '../../protocol/ids.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { Chooser } from '../identity/accounts.ts';
import type { SelectSocket } from './select-namespace.ts';

/** Nearly always one socket, for which a list takes a quarter of the memory of a set. */
type Topic = { readonly chooser: Chooser; sockets: SelectSocket[] };

/** Pushes a selection's changes to all of its connections: other tabs, other devices (FLOW-4). */
export class SelectionTopics {
  readonly #topics = new Map<SelectionId, Topic>();
  readonly #viewOf: (chooser: Chooser) => SelectionView;
  readonly #now: () => number;
  readonly #pushed: (watchers: number) => void;

  constructor(viewOf: (chooser: Chooser) => SelectionView, now: () => number, pushed: (watchers: number) => void) {
    this.#viewOf = viewOf;
    this.#now = now;
    this.#pushed = pushed;
  }

  watch(socket: SelectSocket, chooser: Chooser): void {
    const { selection } = chooser.vehicle;
    const topic = this.#topics.get(selection);
    if (topic === undefined) this.#topics.set(selection, { chooser, sockets: [socket] });
    else topic.sockets.push(socket);
  }

  unwatch(socket: SelectSocket, { vehicle: { selection } }: Chooser): void {
    const topic = this.#topics.get(selection);
    if (topic === undefined) return;
    topic.sockets = topic.sockets.filter((other) => other !== socket);
    if (topic.sockets.length === 0) this.#topics.delete(selection);
  }

  /** Sends a selection's present state to all of its connections. */
  push(id: SelectionId): void {
    const topic = this.#topics.get(id);
    if (topic === undefined) return;
    const changed = { now: this.#now(), selection: this.#viewOf(topic.chooser) };
    for (const socket of topic.sockets) socket.emit('selectionChanged', changed);
    this.#pushed(topic.sockets.length);
  }
}
