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
  /** By which this service knows its own cookies. */
  cookieMark: string;
  findAccount: (token: string) => Promise<Account | undefined>;
  /** Those of the tokens whose sessions have ended. */
  endedOf: (tokens: readonly string[]) => Promise<readonly string[]>;
  present: SelectionCache;
  pool: PoolTopic;
  patterns: PatternTopics;
  keys: KeyBudget;
  /** How many connections an account may have here, and what they have together. */
  accounts: ConnectionQuota<AllowanceKind>;
  /** What a connection's address has together with its others. */
  shareOf: (line: SelectSocket['conn']) => Share<AllowanceKind> | undefined;
  selections: SelectionTopics;
  dispatcher: Pick<Dispatcher<SelectConnection, AllowanceKind>, 'message'>;
  viewOf: (chooser: Chooser) => SelectionView;
  now: () => number;
  serverVersion: string;
  metrics: Metrics;
  log: Log;
};

/** An applicant's join, and all that is counted for it; `#left` gives it back. */
class SelectJoin extends Join<SelectSocket, Account> {
  share: Share<AllowanceKind> | undefined;
  attachedTo: SelectionId | undefined;
  /** Or why this connection can only watch. */
  who: Choosing | RefusalCode = 'signInRequired';
  /** Once it is welcome. */
  visitor: SelectConnection | undefined;
}

/** The applicants' namespace: who comes in, what they are told first, and what is forgotten when they go. */
export class SelectServer {
  readonly #parts: Parts;
  readonly #joins: Joins<SelectJoin, Account>;
  /** Listens to every socket's end, which is the listener's `this`. */
  readonly #disconnected: (this: SelectSocket) => void;
  readonly #turnstile = new ConcurrencyLimit(INTRODUCED_AT_ONCE, LONGEST_QUEUE);

  constructor(parts: Parts) {
    this.#parts = parts;
    const joins = new Joins<SelectJoin, Account>(parts.findAccount, (join) => this.#left(join));
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
      this.#comeIn(socket).then(
        (refused) => {
          if (refused !== null) return turnAway(refused);
          parts.metrics.introductionSeconds.took((performance.now() - began) / 1_000);
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
        // Socket.IO has nobody to catch it: the process would end. Whoever is cut off here comes back by itself.
        parts.log.error({ err: error }, 'a connection could not be welcomed');
        this.#disconnected.call(socket);
        socket.disconnect(true);
      }
    });
  }

  /** Ends every connection of a session, or of all sessions of the account where no token is named, on this node. */
  signOut(account: Pick<Account, 'owner'>, token?: string): void {
    this.#joins.signOut(account, token);
  }

  /**
   * Ends the connections of sessions that have ended elsewhere: at another node, or because their time was up. This is
   * what bounds how long a session outlives its end at the other nodes.
   */
  async endOrphans(): Promise<void> {
    this.#parts.accounts.tick(performance.now());
    await this.#joins.endOrphans(this.#parts.endedOf);
  }

  /** How many connections wait to be introduced. */
  get waiting(): number {
    return this.#turnstile.length;
  }

  /** What is counted for joins, and how many there are of which it should be so: no figure differs from its other. */
  get counted(): Readonly<Record<'sockets' | 'accounts' | 'selections', Counted>> {
    const { namespace, accounts, present } = this.#parts;
    const here = { sockets: 0, accounts: 0, selections: 0 };
    for (const { visitor, share, attachedTo } of this.#joins) {
      if (visitor !== undefined) here.sockets += 1;
      if (share !== undefined) here.accounts += 1;
      if (attachedTo !== undefined) here.selections += 1;
    }
    return {
      sockets: { counted: here.sockets, there: namespace.sockets.size },
      accounts: { counted: accounts.connections, there: here.accounts },
      selections: { counted: present.attached, there: here.selections },
    };
  }

  /** Tells everyone that this node goes, and when to come back: clients spread themselves over as long again. */
  sayGoodbye(): void {
    const { namespace } = this.#parts;
    const afterMs = Math.min(5_000, Math.max(1_000, Math.round(namespace.sockets.size * MS_PER_RETURN)));
    namespace.emit('goodbye', goodbyeOf('shuttingDown', afterMs));
  }

  /** Lets a socket in when it is its turn; answers why it may not come in, or null. */
  async #comeIn(socket: SelectSocket): Promise<SelectHandshakeRefusal | null> {
    const join = new SelectJoin(
      socket,
      sessionTokenOf(socket, this.#parts.peers, { cookie: SESSION_COOKIE, mark: this.#parts.cookieMark }),
    );
    if (!this.#joins.begin(join)) return 'alreadyJoined';
    let refused: SelectHandshakeRefusal | null = 'outcomeUnknown';
    try {
      const said = await this.#turnstile.run(() => this.#introduce(join));
      refused = said === 'full' ? 'tooManyRequests' : said;
    } finally {
      if (refused !== null) this.#joins.end(join);
    }
    return refused;
  }

  /**
   * Finds out who connects. A token that is none is refused; no token means somebody who only watches. Nothing is counted
   * after a wait without asking whether the join still goes on: who left meanwhile is not heard of again.
   */
  async #introduce(join: SelectJoin): Promise<SelectHandshakeRefusal | null> {
    const { accounts, present } = this.#parts;
    if (!this.#joins.has(join)) return 'sessionEnded';
    const account = await this.#joins.identify(join);
    if (account === undefined || isForAnother(account, join.socket.handshake.auth.account)) return 'sessionEnded';
    if (account === null) return null;
    if (!accounts.hasRoom(account.owner)) return 'tooManyRequests';
    join.share = accounts.enter(account.owner, performance.now());
    const chooser = chooserOf(account, join.socket.handshake.auth.vehicle);
    if (typeof chooser === 'string') {
      join.who = chooser;
      return null;
    }
    join.attachedTo = chooser.vehicle.selection;
    join.who = { ...chooser, present: await present.attach(join.attachedTo) };
    return this.#joins.has(join) ? null : 'sessionEnded';
  }

  #welcome(socket: SelectSocket): void {
    const { pool, selections, viewOf, now, serverVersion, metrics } = this.#parts;
    const join = this.#joins.of(socket);
    if (join === undefined) {
      // Its session has ended since it was let in.
      socket.disconnect(true);
      return;
    }
    const { who, share } = join;
    const chooser = typeof who === 'string' ? null : who;
    const shares = [share, this.#parts.shareOf(socket.conn)].filter((each) => each !== undefined);
    const visitor = new SelectConnection(socket, who, shares);
    join.visitor = visitor;
    metrics.connections.inc();
    metrics.arrivals.add('welcomed');
    socket.on('disconnect', this.#disconnected);
    forgetHandshake(socket);
    pool.watch(socket);
    if (chooser !== null) selections.watch(socket, chooser);
    // Nothing goes on to listeners by name: they would cost every key another turn of the loop. What came in one piece
    // with the end of the connection is handed on after it.
    socket.use((event) => {
      if (socket.connected) this.#parts.dispatcher.message(visitor, event);
    });
    socket.emit('welcome', {
      protocol: PROTOCOL_VERSION,
      server: serverVersion,
      now: now(),
      pool: pool.picture,
      selection: chooser === null ? null : viewOf(chooser),
    });
  }

  /** The one place where what was counted for a join is given back, however far it had come. */
  #left({ socket, share, attachedTo, visitor }: SelectJoin): void {
    const { accounts, patterns, selections, present, keys, metrics } = this.#parts;
    if (share !== undefined) accounts.leave(share, performance.now());
    if (attachedTo !== undefined) {
      present.detach(attachedTo);
      if (present.get(attachedTo) === undefined) keys.forget(attachedTo);
    }
    if (visitor === undefined) return;
    metrics.connections.dec();
    patterns.unwatch(socket);
    if (isApplicant(visitor)) selections.unwatch(socket, visitor);
  }
}

/** The page was opened before another tab of its browser signed in: what it sends is not that account's. */
const isForAnother = (account: Account | null, wanted: unknown): boolean =>
  wanted !== undefined && wanted !== account?.userName;

/** As whom a signed-in connection chooses, or why it can only watch. */
const chooserOf = (account: Account, wanted: unknown): Chooser | RefusalCode => {
  if (account.mustChange) return 'passPhraseChangeRequired';
  const vehicle = vehicleOf(account, wanted);
  return vehicle === undefined ? 'vehicleRequired' : { account, vehicle };
};

/** Introductions that go on at once: as many as Redis answers in a few ms, so that nobody's wait for it grows long. */
const INTRODUCED_AT_ONCE = 64;
/** More than a process has connections; beyond it whoever comes is told to come later, for next to nothing. */
const LONGEST_QUEUE = 20_000;
/** How much later people are asked to come back for each who has to: 4,000 a second is what a core takes in, 0.25 ms each. */
const MS_PER_RETURN = 0.25;

/** The error that a refused handshake carries: its `data` is a refusal. */
const refusedHandshake = (code: SelectHandshakeRefusal): Error =>
  Object.assign(new Error(code), { data: refuse(code) });
