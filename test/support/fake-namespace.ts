import type { PushName } from '../../protocol/select/server-to-client.ts';
import type { SelectNamespace, SelectSocket } from '../../server/push/select-namespace.ts';

type Message = { readonly name: PushName; readonly body: unknown };

/** A connection: it receives messages to its id, to a room that it joined, or to all. */
export class FakeSocket {
  readonly id: string;
  readonly rooms = new Set<string>();
  /** The received messages, oldest first. */
  readonly heard: Message[] = [];
  readonly data: SelectSocket['data'] = {};

  constructor(id: string) {
    this.id = id;
    this.rooms.add(id);
  }

  join(room: string): void {
    this.rooms.add(room);
  }

  /** Receives a copy of the body as of sending, as over the wire. */
  emit(name: PushName, body: unknown): void {
    this.heard.push({ name, body: structuredClone(body) });
  }

  get asSocket(): SelectSocket {
    return this as unknown as SelectSocket;
  }
}

/** The applicants' namespace without a network, with a record of who received what. */
export class FakeNamespace {
  readonly sockets = new Map<string, FakeSocket>();
  /** Every broadcast, oldest first, with its number of receivers. */
  readonly broadcasts: { readonly name: PushName; readonly receivers: number }[] = [];

  connect(): FakeSocket {
    const socket = new FakeSocket(`socket-${this.sockets.size + 1}`);
    this.sockets.set(socket.id, socket);
    return socket;
  }

  to(rooms: string | readonly string[]) {
    const named = [rooms].flat();
    const receivers = [...this.sockets.values()].filter((socket) => named.some((room) => socket.rooms.has(room)));
    return { emit: (name: PushName, body: unknown) => this.#broadcast(receivers, name, body) };
  }

  emit(name: PushName, body: unknown): void {
    this.#broadcast([...this.sockets.values()], name, body);
  }

  #broadcast(receivers: readonly FakeSocket[], name: PushName, body: unknown): void {
    for (const socket of receivers) socket.emit(name, body);
    this.broadcasts.push({ name, receivers: receivers.length });
  }

  get asNamespace(): SelectNamespace {
    return this as unknown as SelectNamespace;
  }
}
