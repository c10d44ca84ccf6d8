import type { DeskGoodbye } from '../../protocol/desk/pushes/desk-goodbye.ts';
import { goodbyeOf } from '../../protocol/goodbyes.ts';
import type { ClientConnection } from '../engine/client-connection.ts';
import type { OwnerId } from '../identity/accounts.ts';

/** What of a namespace's socket is used here. */
type JoiningSocket<Reason = never> = {
  readonly conn: ClientConnection;
  readonly connected: boolean;
  readonly emit: (name: 'goodbye', goodbye: Dismissal<Reason>) => unknown;
  readonly disconnect: (close: true) => unknown;
};
type Dismissal<Reason> = Omit<DeskGoodbye, 'reason'> & { readonly reason: 'signedOut' | Reason };
type Owned = { readonly owner: OwnerId };

/** One connection's stay in a namespace, from its CONNECT packet on; without a token it has no account. */
export class Join<S extends JoiningSocket, A extends Owned> {
  readonly socket: S;
  readonly token: string | undefined;
  /** Null where there is none; undefined as long as it is asked for. */
  account: A | null | undefined;
  /** Whether sessions have ended since it was asked whose session this is: the answer may be older than that. */
  isDoubtful = false;

  constructor(socket: S, token: string | undefined) {
    this.socket = socket;
    this.token = token;
    this.account = token === undefined ? null : undefined;
  }
}

/** How many sessions are asked about at once: some 1 ms, for which everybody else waits. */
const ASKED_AT_ONCE = 100;

/**
 * Who is in a namespace, or on the way in: one join for each line. Socket.IO lets a client send CONNECT again as long as
 * the first one is pending, and then keeps several sockets, of which only the last would be found by its line.
 *
 * A join is entered before anything is awaited, so that whatever happens meanwhile finds it: the line closes, the session
 * ends, another CONNECT comes. It ends once, and `left` is the one place where all that was counted for it is given back.
 */
export class Joins<
  J extends Join<JoiningSocket<Reason>, A>,
  A extends Owned,
  Reason extends DeskGoodbye['reason'] = never,
> {
  readonly #left: (join: J) => void;
  readonly #find: (token: string) => Promise<A | undefined>;
  readonly #joins = new Map<ClientConnection, J>();
  /** Listens to every line's end, which is the listener's `this`. */
  readonly #closed: (this: ClientConnection) => void;

  /**
   * @param find the account of a live session's token
   * @param left told of each join that has ended, once
   */
  constructor(find: (token: string) => Promise<A | undefined>, left: (join: J) => void) {
    this.#find = find;
    this.#left = left;
    const [joins, end] = [this.#joins, this.end.bind(this)];
    this.#closed = function (this: ClientConnection) {
      const join = joins.get(this);
      if (join !== undefined) end(join);
    };
  }

  /** Enters a join; false where its line has one already, or can have none because it closes. */
  begin(join: J): boolean {
    const { conn } = join.socket;
    if (conn.readyState !== 'open' || this.#joins.has(conn)) return false;
    this.#joins.set(conn, join);
    conn.on('close', this.#closed);
    return true;
  }

  /** Ends a join that has not ended yet. */
  end(join: J): void {
    if (!this.has(join)) return;
    const { conn } = join.socket;
    this.#joins.delete(conn);
    conn.off('close', this.#closed);
    this.#left(join);
  }

  /** Whether a join goes on. */
  has(join: J): boolean {
    return this.#joins.get(join.socket.conn) === join;
  }

  /** A socket's join, while it goes on. */
  of(socket: J['socket']): J | undefined {
    const join = this.#joins.get(socket.conn);
    return join?.socket === socket ? join : undefined;
  }

  [Symbol.iterator](): IterableIterator<J> {
    return this.#joins.values();
  }

  /** Learns whose session a join's token is; undefined where the session, or the join, has ended. */
  async identify(join: J): Promise<A | null | undefined> {
    const { token } = join;
    if (token === undefined) return null;
    let account: A | undefined;
    do {
      join.isDoubtful = false;
      account = await this.#find(token);
      if (account === undefined || !this.has(join)) return undefined;
    } while (join.isDoubtful);
    join.account = account;
    return account;
  }

  /** Ends the joins of a session that is over, or of all sessions of the account where no token is named. */
  signOut({ owner }: Owned, token?: string): void {
    for (const join of this) {
      if ((token ?? join.token) !== join.token) continue;
      if (join.account === undefined) join.isDoubtful = true;
      else if (join.account?.owner === owner) this.#dismiss(join, 'signedOut');
    }
  }

  /** Ends the joins of sessions that have ended elsewhere: at another node, or because their time was up. */
  async endOrphans(
    endedOf: (tokens: readonly string[]) => Promise<readonly string[]>,
    reason: Reason | 'signedOut' = 'signedOut',
  ): Promise<void> {
    const tokens = new Set<string>();
    for (const { token } of this) if (token !== undefined) tokens.add(token);
    for (const some of chunksOf([...tokens], ASKED_AT_ONCE)) {
      const ended = new Set(await endedOf(some));
      if (ended.size === 0) continue;
      for (const join of this) if (join.token !== undefined && ended.has(join.token)) this.#dismiss(join, reason);
    }
  }

  /** A socket that is not connected yet hears no goodbye: its handshake is refused. */
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
