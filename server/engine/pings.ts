/**
 * What a connection may ping: Socket.IO has pings of its own, and they are the server's, so a WebSocket's ping is some
 * library's habit, every few seconds at most. In all `burst`, and `perSecond` more in each second that it lasts.
 */
const ALLOWANCE = { burst: 20, perSecond: 2 };

type Pinging = { readonly since: number; count: number };

/**
 * Counts the pings of connections. The engine answers each with a pong as long, whether or not anybody reads it, and
 * keeps what is not read: without a bound one client takes the whole memory, and a system call a ping (P10).
 */
export class Pings {
  readonly #pinging = new WeakMap<object, Pinging>();

  /** Counts one; true where that is too many. @param now ms, of any clock that runs evenly */
  areTooMany(connection: object, now: number): boolean {
    const pinging = this.#pinging.get(connection) ?? { since: now, count: 0 };
    this.#pinging.set(connection, pinging);
    pinging.count += 1;
    return pinging.count > ALLOWANCE.burst + (ALLOWANCE.perSecond * (now - pinging.since)) / 1_000;
  }
}
