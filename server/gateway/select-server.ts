import { goodbyeOf } from '../../protocol/goodbyes.ts';
import type { SelectionId } from '../../protocol/ids.ts';
import { type RefusalCode, refuse } from '../../protocol/refusals.ts';
import type { SelectHandshakeRefusal } from '../../protocol/select/handshake.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { Peers } from '../engine/peers.ts';
import { type Account, type Chooser, vehicleOf } from '../identity/accounts.ts';
import { SESSION_COOKIE, sessionTokenOf } from '../identity/session-cookie.ts';
import { ConcurrencyLimit } from '../limits/concurrency-limit.ts';
import type { ConnectionQuota, Share } from '../limits/connection-quota.ts';
import type { KeyBudget } from '../limits/key-budget.ts';
import type { PatternTopics } from '../push/pattern-topics.ts';
import type { PoolTopic } from '../push/pool-topic.ts';
import type { SelectNamespace, SelectSocket } from '../push/select-namespace.ts';
import type { SelectionTopics } from '../push/selection-topics.ts';
import type { SelectionCache } from '../selection/selection-cache.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Counted } from '../telemetry/watch-connections.ts';
import type { Dispatcher } from './dispatcher.ts';
import { forgetHandshake } from './forget-handshake.ts';
import { Join, Joins } from './joins.ts';
import { type AllowanceKind, type Choosing, isApplicant, SelectConnection } from './select-connection.ts';

type Parts = {
  namespace: SelectNamespace;
  peers: Peers;
  /** Tells this service's cookies from those of a neighbour. */
  cookieMark: string;
  findAccount: (token: string) => Promise<Account | undefined>;
  /** Those of the tokens whose sessions have ended. */
  endedOf: (tokens: readonly string[]) => Promise<readonly string[]>;
  present: SelectionCache;
  pool: PoolTopic;
  patterns: PatternTopics;
  keys: KeyBudget;
  /** Limits each account's connections to this process, and the sum of their requests. */
  accounts: ConnectionQuota<AllowanceKind>;
  /** The share of a connection's address, common to its other connections. */
  shareOf: (connection: SelectSocket['conn']) => Share<AllowanceKind> | undefined;
  selectionTopics: SelectionTopics;
  dispatcher: Pick<Dispatcher<SelectConnection, AllowanceKind>, 'message'>;
  viewOf: (chooser: Chooser) => SelectionView;
  now: () => number;
  serverVersion: string;
  metrics: Metrics;
  log: Log;
};

/** An applicant's join, with everything counted for it; `#release` gives that back. */
class SelectJoin extends Join<SelectSocket, Account> {
  share: Share<AllowanceKind> | undefined;
  attachedTo: SelectionId | undefined;
  /** Or the reason why this connection is read-only. */
  access: Choosing | RefusalCode = 'signInRequired';
  /** Set with the welcome. */
  connection: SelectConnection | undefined;
}

/** The namespace `/select`: admits connections, welcomes them, and gives back what was counted for them when they end. */
export class SelectServer {
  readonly #parts: Parts;
  readonly #joins: Joins<SelectJoin, Account>;
  /** Listens for the end of every socket, which is the listener's `this`. */
  readonly #disconnected: (this: SelectSocket) => void;
  readonly #handshakes = new ConcurrencyLimit(HANDSHAKES_AT_ONCE, HANDSHAKES_WAITING);

  constructor(parts: Parts) {
    this.#parts = parts;
    const joins = new Joins<SelectJoin, Account>(parts.findAccount, (join) => this.#release(join));
    this.#joins = joins;
    this.#disconnected = function (this: SelectSocket) {
      const join = joins.of(this);
      if (join !== undefined) joins.end(join);
    };
    parts.namespace.use((socket, next) => {
      const began = performance.now();
      const turnAway = (code: SelectHandshakeRefusal): void => {
        if (socket.conn.readyState === 'open') parts.metrics.arrivals.add(code);
        next(refusedHandshake(code));
      };
      this.#admit(socket).then(
        (refused) => {
          if (refused !== null) return turnAway(refused);
          parts.metrics.handshakeSeconds.took((performance.now() - began) / 1_000);
          next();
        },
        (error: unknown) => {
          parts.log.error({ err: error }, 'a connection could not be introduced');
          turnAway('outcomeUnknown');
        },
      );
    });
    parts.namespace.on('connection', (socket) => {
      try {
        this.#welcome(socket);
      } catch (error) {
        // Socket.IO catches nothing here: the process would end. The client reconnects by itself.
        parts.log.error({ err: error }, 'a connection could not be welcomed');
        this.#disconnected.call(socket);
        socket.disconnect(true);
      }
    });
  }

  /** Ends this node's connections of a session, or without a token of all sessions of the account. */
  signOut(account: Pick<Account, 'owner'>, token?: string): void {
    this.#joins.signOut(account, token);
  }

  /**
   * Ends the connections of sessions that ended at another node or expired. Its interval limits how long a connection
   * outlives its session.
   */
  async endOrphans(): Promise<void> {
    this.#parts.accounts.tick(performance.now());
    await this.#joins.endOrphans(this.#parts.endedOf);
  }

  /** How many handshakes wait for their turn. */
  get waiting(): number {
    return this.#handshakes.length;
  }

  /** The counts kept for joins, each beside the number that it must equal. */
  get counted(): Readonly<Record<'sockets' | 'accounts' | 'selections', Counted>> {
    const { namespace, accounts, present } = this.#parts;
    const here = { sockets: 0, accounts: 0, selections: 0 };
    for (const { connection, share, attachedTo } of this.#joins) {
      if (connection !== undefined) here.sockets += 1;
      if (share !== undefined) here.accounts += 1;
      if (attachedTo !== undefined) here.selections += 1;
    }
    return {
      sockets: { counted: here.sockets, there: namespace.sockets.size },
      accounts: { counted: accounts.connections, there: here.accounts },
      selections: { counted: present.attached, there: here.selections },
    };
  }

  /** Says goodbye to everyone, with a time after which to reconnect; clients spread themselves over as long again. */
  sayGoodbye(): void {
    const { namespace } = this.#parts;
    const afterMs = Math.min(5_000, Math.max(1_000, Math.round(namespace.sockets.size * MS_PER_RETURN)));
    namespace.emit('goodbye', goodbyeOf('shuttingDown', afterMs));
  }

  /** Admits a socket when its turn comes; resolves to null, or to the refusal. */
  async #admit(socket: SelectSocket): Promise<SelectHandshakeRefusal | null> {
    const join = new SelectJoin(
      socket,
      sessionTokenOf(socket, this.#parts.peers, { cookie: SESSION_COOKIE, mark: this.#parts.cookieMark }),
    );
    if (!this.#joins.begin(join)) return 'alreadyJoined';
    let refused: SelectHandshakeRefusal | null = 'outcomeUnknown';
    try {
      const outcome = await this.#handshakes.run(() => this.#identify(join));
      refused = outcome === 'full' ? 'tooManyRequests' : outcome;
    } finally {
      if (refused !== null) this.#joins.end(join);
    }
    return refused;
  }

  /**
   * Finds the account and the selection of a join. An invalid token is refused; without a token the connection is
   * read-only. After each wait the join may have ended, so it is checked before anything is counted for it.
   */
  async #identify(join: SelectJoin): Promise<SelectHandshakeRefusal | null> {
    const { accounts, present } = this.#parts;
    if (!this.#joins.has(join)) return 'sessionEnded';
    const account = await this.#joins.identify(join);
    if (account === undefined || isForAnother(account, join.socket.handshake.auth.account)) return 'sessionEnded';
    if (account === null) return null;
    if (!accounts.hasRoom(account.owner)) return 'tooManyRequests';
    join.share = accounts.enter(account.owner, performance.now());
    const chooser = chooserOf(account, join.socket.handshake.auth.vehicle);
    if (typeof chooser === 'string') {
      join.access = chooser;
      return null;
    }
    join.attachedTo = chooser.vehicle.selection;
    join.access = { ...chooser, present: await present.attach(join.attachedTo) };
    return this.#joins.has(join) ? null : 'sessionEnded';
  }

  #welcome(socket: SelectSocket): void {
    const { pool, selectionTopics, viewOf, now, serverVersion, metrics } = this.#parts;
    const join = this.#joins.of(socket);
    if (join === undefined) {
      // Its session has ended since it was admitted.
      socket.disconnect(true);
      return;
    }
    const { access, share } = join;
    const chooser = typeof access === 'string' ? null : access;
    const shares = [share, this.#parts.shareOf(socket.conn)].filter((each) => each !== undefined);
    const connection = new SelectConnection(socket, access, shares);
    join.connection = connection;
    metrics.connections.inc();
    metrics.arrivals.add('welcomed');
    socket.on('disconnect', this.#disconnected);
    forgetHandshake(socket);
    pool.watch(socket);
    if (chooser !== null) selectionTopics.watch(socket, chooser);
    this.#listen(connection);
    socket.emit('welcome', {
      protocol: PROTOCOL_VERSION,
      server: serverVersion,
      now: now(),
      pool: pool.picture,
      selection: chooser === null ? null : viewOf(chooser),
    });
  }

  /** Passes a connection's messages to the dispatcher. */
  #listen(connection: SelectConnection): void {
    const { socket } = connection;
    // Listeners by name would cost every key another turn of the loop, so `next` is never called. A message that arrived
    // in one piece with the end of the connection is passed here after that end.
    socket.use((event) => {
      if (socket.connected) this.#parts.dispatcher.message(connection, event);
    });
  }

  /** Gives back everything counted for a join, however far it had come; nothing else does. */
  #release({ socket, share, attachedTo, connection }: SelectJoin): void {
    const { accounts, patterns, selectionTopics, present, keys, metrics } = this.#parts;
    if (share !== undefined) accounts.leave(share, performance.now());
    if (attachedTo !== undefined) {
      present.detach(attachedTo);
      if (present.get(attachedTo) === undefined) keys.forget(attachedTo);
    }
    if (connection === undefined) return;
    metrics.connections.dec();
    patterns.unwatch(socket);
    if (isApplicant(connection)) selectionTopics.unwatch(socket, connection);
  }
}

/** Whether the page expects another account: it was opened before another tab of its browser signed in. */
const isForAnother = (account: Account | null, wanted: unknown): boolean =>
  wanted !== undefined && wanted !== account?.userName;

/** The account and vehicle that a signed-in connection chooses for, or the reason why it is read-only. */
const chooserOf = (account: Account, wanted: unknown): Chooser | RefusalCode => {
  if (account.mustChange) return 'passPhraseChangeRequired';
  const vehicle = vehicleOf(account, wanted);
  return vehicle === undefined ? 'vehicleRequired' : { account, vehicle };
};

/** Handshakes under way at once: as many as Redis answers in a few ms, so that commands do not wait behind them. */
const HANDSHAKES_AT_ONCE = 64;
/** More than a process has connections; further ones are refused at next to no cost. */
const HANDSHAKES_WAITING = 20_000;
/** How much later clients are to reconnect for each that has to: a core admits 4,000 a second, at 0.25 ms each. */
const MS_PER_RETURN = 0.25;

/** The error that a refused handshake carries: its `data` is a refusal. */
const refusedHandshake = (code: SelectHandshakeRefusal): Error =>
  Object.assign(new Error(code), { data: refuse(code) });
