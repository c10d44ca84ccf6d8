import type { Goodbye } from '../../protocol/select/pushes/goodbye.ts';
import type { ClientConnection } from '../engine/client-connection.ts';
import type { Engine } from '../engine/engine.ts';

/** The part of a namespace that is used: its sockets, each with its connection. */
export type Joined = {
  readonly sockets: ReadonlyMap<
    string,
    { readonly conn: ClientConnection; readonly emit: (name: 'goodbye', goodbye: Goodbye) => unknown }
  >;
};

/** How long a client may take to read its goodbye and hang up before its connection is broken off, in ms. */
const LINGER = { tooSlow: 5_000, tooManyRequests: 1_000 } as const;

type Parting = Goodbye & { readonly reason: keyof typeof LINGER };

/** Ends connections with a goodbye: the reason, and when to come back. A client that does not read it is broken off. */
export class Disconnects {
  readonly #namespaces: readonly Joined[];
  readonly #breakOff: Engine['breakOff'];
  /** The time at which each is broken off. */
  readonly #leaving = new Map<ClientConnection, number>();

  constructor(namespaces: readonly Joined[], breakOff: Engine['breakOff']) {
    this.#namespaces = namespaces;
    this.#breakOff = breakOff;
  }

  /** Whether a connection is ending. */
  has(connection: ClientConnection): boolean {
    return this.#leaving.has(connection);
  }

  /** Sends a goodbye and ends the connections. @param now ms, of any monotonic clock */
  say(connections: ReadonlySet<ClientConnection>, goodbye: Parting, now: number): void {
    if (connections.size === 0) return;
    for (const { sockets } of this.#namespaces)
      for (const socket of sockets.values()) if (connections.has(socket.conn)) socket.emit('goodbye', goodbye);
    for (const connection of connections) this.#part(connection, now + LINGER[goodbye.reason]);
  }

  /** Ends a connection that has joined no namespace, and so cannot get a goodbye. */
  end(connection: ClientConnection, now: number): void {
    this.#part(connection, now + LINGER.tooManyRequests);
  }

  /** Breaks off connections past their time; on `ws` a closed one can go on sending until it hangs up itself. */
  tick(now: number): void {
    for (const [connection, until] of this.#leaving) {
      if (now < until) continue;
      this.#leaving.delete(connection);
      this.#breakOff(connection);
    }
  }

  #part(connection: ClientConnection, until: number): void {
    this.#leaving.set(connection, until);
    connection.close();
  }
}
