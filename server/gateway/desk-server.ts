import type { Namespace, Socket } from 'socket.io';
import type { DeskClientToServerEvents } from '../../protocol/desk/desk-client-to-server.ts';
import type { DeskServerToClientEvents } from '../../protocol/desk/desk-server-to-client.ts';
import type { DeskWelcome } from '../../protocol/desk/pushes/desk-welcome.ts';
import type { DeskHandshakeRefusal } from '../../protocol/handshake.ts';
import { refuse } from '../../protocol/refusals.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { DeskAccount } from '../desk/accounts.ts';
import type { LiveCounters } from '../desk/counters.ts';
import type { DeskSessions } from '../desk/desk-sessions.ts';
import { Imports } from '../desk/imports.ts';
import type { Peers } from '../engine/peers.ts';
import type { Log } from '../telemetry/log.ts';
import type { DeskDispatch } from './desk-dispatch.ts';
import { DeskVisitor } from './desk-visitor.ts';
import { inTime } from './in-time.ts';
import { DESK_COOKIE, sessionTokenOf } from './session-cookie.ts';

type NoEvents = Record<string, never>;
type DeskNamespace = Namespace<DeskClientToServerEvents, DeskServerToClientEvents, NoEvents, unknown>;
type DeskSocket = Socket<DeskClientToServerEvents, DeskServerToClientEvents, NoEvents, unknown>;

/** In ms. */
const COUNTERS_PATIENCE = 500;

type Parts = {
  readonly namespace: DeskNamespace;
  readonly peers: Peers;
  readonly sessions: Pick<DeskSessions, 'find' | 'endedOf' | 'idleOf' | 'did'>;
  readonly dispatch: DeskDispatch;
  readonly counters: LiveCounters;
  readonly importing: Pick<ConstructorParameters<typeof Imports>[0], 'register' | 'accounts'>;
  /** What a welcome says besides who came in. */
  readonly around: () => Pick<DeskWelcome, 'authority' | 'gateway' | 'missingYears' | 'server' | 'now'>;
  readonly log: Log;
};
type Introduction = { readonly token: string; readonly account: DeskAccount };

/**
 * The desk's namespace. Nobody comes in without a desk session: an applicant's token or cookie is none. The session is
 * asked about again every few seconds, so that a role that was taken away does not outlive it for long.
 */
export class DeskServer {
  readonly #parts: Parts;
  readonly #introductions = new Map<DeskSocket, Introduction>();

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.namespace.use((socket, next) => {
      this.#introduce(socket).then(
        (refused) => next(refused === null ? undefined : refusedConnection(refused)),
        (error: unknown) => {
          parts.log.error({ err: error }, 'a desk connection could not be introduced');
          next(refusedConnection('outcomeUnknown'));
        },
      );
    });
    parts.namespace.on('connection', (socket) => {
      try {
        this.#welcome(socket);
      } catch (error) {
        // Socket.IO has nobody to catch it: the process would end. Whoever is cut off here comes back by itself.
        parts.log.error({ err: error }, 'a desk connection could not be welcomed');
        socket.disconnect(true);
      }
    });
  }

  /** How many desks are connected here. */
  get size(): number {
    return this.#parts.namespace.sockets.size;
  }

  /** Ends every connection of a session, or of all sessions of the account where no token is named, on this node. */
  signOut({ owner }: Pick<DeskAccount, 'owner'>, token?: string): void {
    this.#end(
      (introduction) => introduction.account.owner === owner && (token ?? introduction.token) === introduction.token,
    );
  }

  /** Ends the connections of sessions that have ended elsewhere, whose time was up, or in which nothing was done. */
  async endOrphans(): Promise<void> {
    const tokens = [...new Set([...this.#introductions.values()].map(({ token }) => token))];
    if (tokens.length === 0) return;
    const [ended, idle] = await Promise.all([
      this.#parts.sessions.endedOf(tokens),
      this.#parts.sessions.idleOf(tokens),
    ]);
    this.#end(({ token }) => ended.includes(token));
    this.#end(({ token }) => idle.includes(token), 'idle');
  }

  /** Shows everyone the live counters, while anyone is there. */
  tick(): void {
    if (this.size === 0) return;
    void this.#parts.counters.gather();
    this.#parts.namespace.emit('countersMoved', this.#parts.counters.present);
  }

  sayGoodbye(): void {
    this.#parts.namespace.emit('goodbye', { reason: 'shuttingDown', comeBack: true, afterMs: 1_000 });
  }

  #end(whether: (introduction: Introduction) => boolean, reason: 'signedOut' | 'idle' = 'signedOut'): void {
    for (const [socket, introduction] of this.#introductions) {
      if (!whether(introduction)) continue;
      socket.emit('goodbye', { reason, comeBack: false, afterMs: 0 });
      socket.disconnect(true);
    }
  }

  /** Finds out who connects; answers why they may not come in, or null. */
  async #introduce(socket: DeskSocket): Promise<DeskHandshakeRefusal | null> {
    const token = sessionTokenOf(socket, this.#parts.peers, DESK_COOKIE);
    if (token === undefined) return 'signInRequired';
    const account = await this.#parts.sessions.find(token);
    if (account === undefined) return 'sessionEnded';
    if (account.mustChange) return 'passPhraseChangeRequired';
    // The first figures are worth a moment; without Redis they are not worth the wait.
    await inTime(this.#parts.counters.gather(), COUNTERS_PATIENCE).catch(() => undefined);
    // Where the connection ended meanwhile no `disconnect` will follow.
    if (socket.conn.readyState !== 'open') return 'sessionEnded';
    this.#introductions.set(socket, { token, account });
    socket.conn.once('close', () => this.#introductions.delete(socket));
    return null;
  }

  #welcome(socket: DeskSocket): void {
    const { dispatch, importing, counters, around } = this.#parts;
    const introduction = this.#introductions.get(socket);
    if (introduction === undefined) {
      socket.disconnect(true);
      return;
    }
    const imports = new Imports({ ...importing, moved: (moved) => socket.emit('importMoved', moved) });
    const { account, token } = introduction;
    const { now, ...rest } = around();
    const visitor = new DeskVisitor({ account, imports, did: () => this.#parts.sessions.did(token) }, now);
    socket.use((event) => dispatch.message(visitor, event));
    socket.on('disconnect', () => imports.abandon());
    const { userName, role, demo } = account;
    socket.emit('deskWelcome', {
      protocol: PROTOCOL_VERSION,
      now,
      ...rest,
      account: { userName, role, demo },
      counters: counters.present,
    });
  }
}

/** The error that a refused handshake carries: its `data` is a refusal. */
const refusedConnection = (code: DeskHandshakeRefusal): Error => Object.assign(new Error(code), { data: refuse(code) });
