import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { Account } from '../identity/accounts.ts';
import type { PatternTopics } from '../push/pattern-topics.ts';
import type { PoolTopic } from '../push/pool-topic.ts';
import type { SelectNamespace, SelectSocket } from '../push/select-namespace.ts';
import type { SelectionTopics } from '../push/selection-topics.ts';
import type { PresentSelections } from '../selection/present.ts';
import { refuse } from '../../protocol/refusals.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Dispatch } from './dispatch.ts';
import { sessionTokenOf } from './session-cookie.ts';
import { Visitor } from './visitor.ts';

type Parts = {
  namespace: SelectNamespace;
  findAccount: (token: string) => Promise<Account | undefined>;
  present: PresentSelections;
  pool: PoolTopic;
  patterns: PatternTopics;
  selections: SelectionTopics;
  dispatch: Dispatch;
  viewOf: (account: Account) => SelectionView;
  now: () => number;
  serverVersion: string;
  metrics: Metrics;
  log: Log;
};

/** What a connection brings along from its handshake. */
type Introduction = { readonly account: Account | null; readonly token: string | undefined };

/** The applicants' namespace: who comes in, what they are told first, and what is forgotten when they go. */
export class SelectServer {
  readonly #parts: Parts;
  readonly #introductions = new WeakMap<SelectSocket, Introduction>();

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.namespace.use((socket, next) => {
      this.#introduce(socket).then(
        () => next(),
        (error: unknown) => next(refusedConnection(error, parts.log)),
      );
    });
    parts.namespace.on('connection', (socket) => this.#welcome(socket));
  }

  /** Ends every connection of a session, on this node. */
  signOut(account: Account, token: string): void {
    for (const socket of this.#parts.selections.of(account)) {
      if (this.#introductions.get(socket)?.token !== token) continue;
      socket.emit('goodbye', { reason: 'signedOut', comeBack: true, afterMs: 0 });
      socket.disconnect(true);
    }
  }

  /** Tells everyone that this node goes, and when to come back. */
  sayGoodbye(): void {
    this.#parts.namespace.emit('goodbye', { reason: 'shuttingDown', comeBack: true, afterMs: 1_000 });
  }

  /** Finds out who connects. A token that is none is refused; no token means somebody who only watches. */
  async #introduce(socket: SelectSocket): Promise<void> {
    const token = sessionTokenOf(socket.handshake.auth.token, socket.handshake.headers.cookie);
    const account = token === undefined ? null : await this.#parts.findAccount(token);
    if (account === undefined) throw new SessionEnded();
    if (account !== null) await this.#parts.present.attach(account.selection);
    this.#introductions.set(socket, { account, token });
    // Attached for nothing, where the connection ended meanwhile: no `disconnect` will follow.
    if (!socket.conn.transport.writable && account !== null) this.#parts.present.detach(account.selection);
  }

  #welcome(socket: SelectSocket): void {
    const { pool, patterns, selections, present, dispatch, viewOf, now, serverVersion, metrics } = this.#parts;
    const account = this.#introductions.get(socket)?.account ?? null;
    const visitor = new Visitor(socket, account, now());
    if (account !== null) selections.watch(socket, account);
    metrics.connections.inc();
    socket.onAny((name: string, ...args: unknown[]) => void dispatch.message(visitor, name, args));
    socket.on('disconnect', () => {
      metrics.connections.dec();
      patterns.unwatch(socket);
      if (account === null) return;
      selections.unwatch(socket, account);
      present.detach(account.selection);
    });
    socket.emit('welcome', {
      protocol: PROTOCOL_VERSION,
      server: serverVersion,
      now: now(),
      pool: pool.picture,
      selection: account === null ? null : viewOf(account),
    });
  }
}

class SessionEnded extends Error {}

/** The error that a refused handshake carries: its `data` is a refusal. */
const refusedConnection = (error: unknown, log: Log): Error => {
  const ended = error instanceof SessionEnded;
  if (!ended) log.error({ err: error }, 'a connection could not be introduced');
  const refusal = refuse(ended ? 'sessionEnded' : 'outcomeUnknown');
  return Object.assign(new Error(refusal.code), { data: refusal });
};
