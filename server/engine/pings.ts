/**
 * The pings that a connection may send: `burst` in all, and `perSecond` more for each second that it lasts. Socket.IO
 * has pings of its own, which the server sends; a client's WebSocket ping is some library's habit, every few seconds at
 * most.
 */
const ALLOWANCE = { burst: 20, perSecond: 2 };

type Pinging = { readonly since: number; count: number };

/**
 * Counts the pings of connections. The engine answers each with a pong of the same length and keeps unread pongs:
 * without a bound, one client could take the whole memory, and a system call per ping (P10).
 */
export class Pings {
  readonly #pinging = new WeakMap<object, Pinging>();

  /** Counts a ping; true if it is one too many. @param now ms, of any monotonic clock */
  areTooMany(connection: object, now: number): boolean {
    const pinging = this.#pinging.get(connection) ?? { since: now, count: 0 };
    this.#pinging.set(connection, pinging);
    pinging.count += 1;
    return pinging.count > ALLOWANCE.burst + (ALLOWANCE.perSecond * (now - pinging.since)) / 1_000;
  }
}
