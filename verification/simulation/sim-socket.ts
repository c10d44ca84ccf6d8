import type { PushName } from '../../protocol/select/server-to-client.ts';
import type { SelectNamespace, SelectSocket } from '../../server/push/select-namespace.ts';
import type { Choices } from './choices.ts';
import { Line, type Scheduler } from './scheduler.ts';

/** A client's handlers of a connection. */
export type Ear = {
  readonly hear: (name: PushName, body: unknown) => void;
  /** A push of this name was dropped on its way, as one to a client that reads too slowly is. */
  readonly missed: (name: PushName) => void;
  /** Whether it looks at the pool's figures at all; the pushes of those who do not would be most of what is sent. */
  readonly watchesPool: boolean;
};

/** One connection between a client and a node; what is on its way when it is cut is lost, both ways. */
export class SimSocket {
  readonly id: string;
  readonly toServer = new Line();
  readonly toClient = new Line();
  readonly rooms = new Set<string>();
  readonly data: SelectSocket['data'] = {};
  isUp = true;
  readonly #ear: Ear;
  readonly #scheduler: Scheduler;

  constructor(id: string, ear: Ear, scheduler: Scheduler) {
    this.id = id;
    this.#ear = ear;
    this.#scheduler = scheduler;
  }

  join(room: string): void {
    this.rooms.add(room);
  }

  emit(name: PushName, body: unknown): void {
    this.answer(() => this.#ear.hear(name, body));
  }

  /** Sends anything to the client. */
  answer(arrive: () => void): void {
    if (!this.isUp) return;
    this.#scheduler.post(() => {
      if (this.isUp) arrive();
    }, this.toClient);
  }

  get watchesPool(): boolean {
    return this.#ear.watchesPool;
  }

  /** Loses a push, at its place among the others. */
  drop(name: PushName): void {
    this.answer(() => this.#ear.missed(name));
  }

  get asSocket(): SelectSocket {
    return this as unknown as SelectSocket;
  }
}

/** A node's namespace: broadcasts may be dropped for one receiver, in silence. */
export class SimNamespace {
  readonly sockets = new Map<string, SimSocket>();
  readonly #choices: Choices;
  /** Nothing is dropped any more. */
  reliable = false;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** Each socket is in a room of its own name, and in those that it has joined. */
  to(rooms: string | readonly string[]) {
    const ids =
      typeof rooms === 'string'
        ? [...this.sockets.values()].filter((socket) => socket.rooms.has(rooms)).map(({ id }) => id)
        : rooms;
    return { emit: (name: PushName, body: unknown) => this.#broadcast(ids, name, body) };
  }

  emit(name: PushName, body: unknown): void {
    this.#broadcast(this.sockets.keys(), name, body);
  }

  #broadcast(ids: Iterable<string>, name: PushName, body: unknown): void {
    for (const id of ids) {
      const socket = this.sockets.get(id);
      if (socket === undefined || (name === 'poolMoved' && !socket.watchesPool)) continue;
      if (!this.reliable && this.#choices.seldom(20)) socket.drop(name);
      else socket.emit(name, body);
    }
  }

  get asNamespace(): SelectNamespace {
    return this as unknown as SelectNamespace;
  }
}
