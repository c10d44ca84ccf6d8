import type { DeskGoodbye } from '../../protocol/desk/pushes/desk-goodbye.ts';
import { goodbyeOf } from '../../protocol/goodbyes.ts';
import type { ClientConnection } from '../engine/client-connection.ts';
import type { OwnerId } from '../identity/accounts.ts';

/** The parts of a namespace's socket that joins use. */
type JoiningSocket<Reason = never> = {
  readonly conn: ClientConnection;
  readonly connected: boolean;
  readonly emit: (name: 'goodbye', goodbye: Dismissal<Reason>) => unknown;
  readonly disconnect: (close: true) => unknown;
};
type Dismissal<Reason> = Omit<DeskGoodbye, 'reason'> & { readonly reason: 'signedOut' | Reason };
type Owned = { readonly owner: OwnerId };

/** One connection's stay in a namespace, from its CONNECT packet on. Without a token it has no account. */
export class Join<S extends JoiningSocket, A extends Owned> {
  readonly socket: S;
  readonly token: string | undefined;
  /** Null if there is none; undefined while it is being read. */
  account: A | null | undefined;
  /** Whether sessions have ended since the account was requested: the answer may be older than that end. */
  isStale = false;

  constructor(socket: S, token: string | undefined) {
    this.socket = socket;
    this.token = token;
    this.account = token === undefined ? null : undefined;
  }
}

/** Sessions checked with one command: some 1 ms of Redis, for which all other commands wait. */
const TOKENS_AT_ONCE = 100;

/**
 * The joins of a namespace, welcomed or pending: one for each connection. Socket.IO lets a client repeat CONNECT while
 * the first one is pending, and then keeps several sockets, of which only the last would be found by the connection.
 *
 * A join begins before anything is awaited, so that later events find it: the connection closes, the session ends, or
 * another CONNECT comes. It ends once, and only `onEnd` gives back what was counted for it.
 */
export class Joins<
  J extends Join<JoiningSocket<Reason>, A>,
  A extends Owned,
  Reason extends DeskGoodbye['reason'] = never,
> {
  readonly #onEnd: (join: J) => void;
  readonly #find: (token: string) => Promise<A | undefined>;
  readonly #joins = new Map<ClientConnection, J>();
  /** Listens for the end of every connection, which is the listener's `this`. */
  readonly #closed: (this: ClientConnection) => void;

  /**
   * @param find the account of a live session's token
   * @param onEnd called once for each join, when it ends
   */
  constructor(find: (token: string) => Promise<A | undefined>, onEnd: (join: J) => void) {
    this.#find = find;
    this.#onEnd = onEnd;
    const [joins, end] = [this.#joins, this.end.bind(this)];
    this.#closed = function (this: ClientConnection) {
      const join = joins.get(this);
      if (join !== undefined) end(join);
    };
  }

  /** Begins a join; false if its connection already has one, or is closing. */
  begin(join: J): boolean {
    const { conn } = join.socket;
    if (conn.readyState !== 'open' || this.#joins.has(conn)) return false;
    this.#joins.set(conn, join);
    conn.on('close', this.#closed);
    return true;
  }

  /** Ends a join; does nothing if it has ended already. */
  end(join: J): void {
    if (!this.has(join)) return;
    const { conn } = join.socket;
    this.#joins.delete(conn);
    conn.off('close', this.#closed);
    this.#onEnd(join);
  }

  /** Whether a join has not ended. */
  has(join: J): boolean {
    return this.#joins.get(join.socket.conn) === join;
  }

  /** A socket's join, until it ends. */
  of(socket: J['socket']): J | undefined {
    const join = this.#joins.get(socket.conn);
    return join?.socket === socket ? join : undefined;
  }

  [Symbol.iterator](): IterableIterator<J> {
    return this.#joins.values();
  }

  /** Reads the account of a join's token: null without a token, undefined if the session or the join has ended. */
  async identify(join: J): Promise<A | null | undefined> {
    const { token } = join;
    if (token === undefined) return null;
    let account: A | undefined;
    do {
      join.isStale = false;
      account = await this.#find(token);
      if (account === undefined || !this.has(join)) return undefined;
    } while (join.isStale);
    join.account = account;
    return account;
  }

  /** Ends the joins of one session, or without a token of all sessions of the account. */
  signOut({ owner }: Owned, token?: string): void {
    for (const join of this) {
      if ((token ?? join.token) !== join.token) continue;
      if (join.account === undefined) join.isStale = true;
      else if (join.account?.owner === owner) this.#dismiss(join, 'signedOut');
    }
  }

  /** Ends the joins of sessions that ended at another node or expired. */
  async endOrphans(
    endedOf: (tokens: readonly string[]) => Promise<readonly string[]>,
    reason: Reason | 'signedOut' = 'signedOut',
  ): Promise<void> {
    const tokens = new Set<string>();
    for (const { token } of this) if (token !== undefined) tokens.add(token);
    for (const some of chunksOf([...tokens], TOKENS_AT_ONCE)) {
      const ended = new Set(await endedOf(some));
      if (ended.size === 0) continue;
      for (const join of this) if (join.token !== undefined && ended.has(join.token)) this.#dismiss(join, reason);
    }
  }

  /** A socket that is not connected yet gets no goodbye: its handshake is refused. */
  #dismiss(join: J, reason: Reason | 'signedOut'): void {
    const { socket } = join;
    if (socket.connected) {
      socket.emit('goodbye', goodbyeOf(reason));
      socket.disconnect(true);
    }
    this.end(join);
  }
}

const chunksOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
