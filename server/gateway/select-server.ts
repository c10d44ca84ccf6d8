import type { SelectHandshakeRefusal } from '../../protocol/handshake.ts';
import { type RefusalCode, refuse } from '../../protocol/refusals.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { Line } from '../engine/line.ts';
import type { Peers } from '../engine/peers.ts';
import { type Account, type Chooser, type OwnerId, vehicleOf } from '../identity/accounts.ts';
import type { PatternTopics } from '../push/pattern-topics.ts';
import type { PoolTopic } from '../push/pool-topic.ts';
import type { SelectNamespace, SelectSocket } from '../push/select-namespace.ts';
import type { SelectionTopics } from '../push/selection-topics.ts';
import type { PresentSelections } from '../selection/present.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Dispatch } from './dispatch.ts';
import { forgetHandshake } from './forget-handshake.ts';
import type { KeyBudget } from './key-budget.ts';
import { SESSION_COOKIE, sessionTokenOf } from './session-cookie.ts';
import type { Share, Shares } from './shares.ts';
import { Turnstile } from './turnstile.ts';
import { type AllowanceKind, type Choosing, isApplicant, Visitor } from './visitor.ts';

type Parts = {
  namespace: SelectNamespace;
  peers: Peers;
  findAccount: (token: string) => Promise<Account | undefined>;
  /** Those of the tokens whose sessions have ended. */
  endedOf: (tokens: readonly string[]) => Promise<readonly string[]>;
  present: PresentSelections;
  pool: PoolTopic;
  patterns: PatternTopics;
  keys: KeyBudget;
  /** How many connections an account may have here, and what they have together. */
  accounts: Shares<AllowanceKind>;
  /** What a connection's address has together with its others. */
  shareOf: (line: SelectSocket['conn']) => Share<AllowanceKind> | undefined;
  selections: SelectionTopics;
  dispatch: Dispatch;
  viewOf: (chooser: Chooser) => SelectionView;
  now: () => number;
  serverVersion: string;
  metrics: Metrics;
  log: Log;
};

/** What a connection brings along from its handshake. */
type Introduction = {
  readonly socket: SelectSocket;
  readonly token: string | undefined;
  readonly owner: OwnerId | undefined;
  /** Or why this connection can only watch. */
  readonly who: Choosing | RefusalCode;
  readonly share: Share<AllowanceKind> | undefined;
};

/** The applicants' namespace: who comes in, what they are told first, and what is forgotten when they go. */
export class SelectServer {
  readonly #parts: Parts;
  readonly #introductions = new Map<Line, Introduction>();
  /** Listens to every line's end, which is the listener's `this`. */
  readonly #forget: (this: Line) => void;
  readonly #turnstile = new Turnstile(INTRODUCED_AT_ONCE, LONGEST_QUEUE);

  constructor(parts: Parts) {
    this.#parts = parts;
    const introductions = this.#introductions;
    this.#forget = function (this: Line) {
      const share = introductions.get(this)?.share;
      if (share !== undefined) parts.accounts.leave(share, performance.now());
      introductions.delete(this);
    };
    parts.namespace.use((socket, next) => {
      const began = performance.now();
      this.#introduceInTurn(socket).then(
        () => {
          parts.metrics.introductionSeconds.took((performance.now() - began) / 1_000);
          next();
        },
        (error: unknown) => {
          const refused = refusedConnection(error, parts.log);
          parts.metrics.arrivals.add(refused.message);
          next(refused);
        },
      );
    });
    parts.namespace.on('connection', (socket) => {
      try {
        this.#welcome(socket);
      } catch (error) {
        // Socket.IO has nobody to catch it: the process would end. Whoever is cut off here comes back by itself.
        parts.log.error({ err: error }, 'a connection could not be welcomed');
        socket.disconnect(true);
      }
    });
  }

  /** Ends every connection of a session, or of all sessions of the account where no token is named, on this node. */
  signOut({ owner }: Pick<Account, 'owner'>, token?: string): void {
    this.#end((introduction) => introduction.owner === owner && (token ?? introduction.token) === introduction.token);
  }

  /**
   * Ends the connections of sessions that have ended elsewhere: at another node, or because their time was up. This is
   * what bounds how long a session outlives its end at the other nodes.
   */
  async endOrphans(): Promise<void> {
    this.#parts.accounts.tick(performance.now());
    const tokens = new Set<string>();
    for (const { token } of this.#introductions.values()) if (token !== undefined) tokens.add(token);
    for (const some of chunksOf([...tokens], ORPHANS_AT_ONCE)) {
      const ended = new Set(await this.#parts.endedOf(some));
      if (ended.size > 0) this.#end(({ token }) => token !== undefined && ended.has(token));
    }
  }

  #end(whether: (introduction: Introduction) => boolean): void {
    for (const introduction of this.#introductions.values()) {
      if (!whether(introduction)) continue;
      const { socket } = introduction;
      socket.emit('goodbye', { reason: 'signedOut', comeBack: false, afterMs: 0 });
      socket.disconnect(true);
    }
  }

  /** How many connections wait to be introduced. */
  get waiting(): number {
    return this.#turnstile.length;
  }

  /** Tells everyone that this node goes, and when to come back: clients spread themselves over as long again. */
  sayGoodbye(): void {
    const { namespace } = this.#parts;
    const afterMs = Math.min(5_000, Math.max(1_000, Math.round(namespace.sockets.size * MS_PER_RETURN)));
    namespace.emit('goodbye', { reason: 'shuttingDown', comeBack: true, afterMs });
  }

  async #introduceInTurn(socket: SelectSocket): Promise<void> {
    const said = await this.#turnstile.pass(async () => {
      // Who left while waiting costs nothing more; Socket.IO lets nobody in who is gone.
      if (socket.conn.readyState === 'open') await this.#introduce(socket);
    });
    if (said === 'full') throw new Crowded();
  }

  /** Finds out who connects. A token that is none is refused; no token means somebody who only watches. */
  async #introduce(socket: SelectSocket): Promise<void> {
    const token = sessionTokenOf(socket, this.#parts.peers, SESSION_COOKIE);
    const account = token === undefined ? null : await this.#parts.findAccount(token);
    if (account === undefined) throw new SessionEnded();
    const { accounts, present } = this.#parts;
    if (account !== null && !accounts.hasRoom(account.owner)) throw new Crowded();
    const chooser = account === null ? 'signInRequired' : chooserOf(account, socket.handshake.auth.vehicle);
    const who =
      typeof chooser === 'string' ? chooser : { ...chooser, present: await present.attach(chooser.vehicle.selection) };
    // Where the connection ended meanwhile no `disconnect` will follow. Socket.IO asks the same before it lets one in.
    if (socket.conn.readyState === 'open') {
      const share = account === null ? undefined : accounts.enter(account.owner, performance.now());
      this.#introductions.set(socket.conn, { socket, token, owner: account?.owner, who, share });
      socket.conn.on('close', this.#forget);
    } else if (typeof who !== 'string') {
      present.detach(who.vehicle.selection);
    }
  }

  #welcome(socket: SelectSocket): void {
    const { pool, selections, viewOf, now, serverVersion, metrics } = this.#parts;
    const { who = 'signInRequired' as const, share } = this.#introductions.get(socket.conn) ?? {};
    const chooser = typeof who === 'string' ? null : who;
    const shares = [share, this.#parts.shareOf(socket.conn)].filter((each) => each !== undefined);
    const visitor = new Visitor(socket, who, shares);
    forgetHandshake(socket);
    pool.watch(socket);
    if (chooser !== null) selections.watch(socket, chooser);
    metrics.connections.inc();
    metrics.arrivals.add('welcomed');
    // Nothing goes on to listeners by name: they would cost every key another turn of the loop.
    socket.use((event) => this.#parts.dispatch.message(visitor, event));
    socket.on('disconnect', () => this.#leave(visitor));
    socket.emit('welcome', {
      protocol: PROTOCOL_VERSION,
      server: serverVersion,
      now: now(),
      pool: pool.picture,
      selection: chooser === null ? null : viewOf(chooser),
    });
  }

  #leave(visitor: Visitor): void {
    const { patterns, selections, present, keys, metrics } = this.#parts;
    metrics.connections.dec();
    patterns.unwatch(visitor.socket);
    if (!isApplicant(visitor)) return;
    const { selection } = visitor.vehicle;
    selections.unwatch(visitor.socket, visitor);
    present.detach(selection);
    if (present.get(selection) === undefined) keys.forget(selection);
  }
}

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

/** Sessions asked about at once: some 1 ms, for which everybody else waits. */
const ORPHANS_AT_ONCE = 100;

const chunksOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

class SessionEnded extends Error {}
class Crowded extends Error {}

const refusalOf = (error: unknown): SelectHandshakeRefusal => {
  if (error instanceof SessionEnded) return 'sessionEnded';
  return error instanceof Crowded ? 'tooManyRequests' : 'outcomeUnknown';
};

/** The error that a refused handshake carries: its `data` is a refusal. */
const refusedConnection = (error: unknown, log: Log): Error => {
  const code = refusalOf(error);
  if (code === 'outcomeUnknown') log.error({ err: error }, 'a connection could not be introduced');
  return Object.assign(new Error(code), { data: refuse(code) });
};
