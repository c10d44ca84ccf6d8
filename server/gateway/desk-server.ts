import type { Namespace, Socket } from 'socket.io';
import type { DeskClientToServerEvents } from '../../protocol/desk/client-to-server.ts';
import type { DeskHandshakeRefusal } from '../../protocol/desk/handshake.ts';
import type { DeskWelcome } from '../../protocol/desk/pushes/desk-welcome.ts';
import type { DeskServerToClientEvents } from '../../protocol/desk/server-to-client.ts';
import { goodbyeOf } from '../../protocol/goodbyes.ts';
import { refuse } from '../../protocol/refusals.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { DeskAccount } from '../desk/accounts.ts';
import type { LiveCounters } from '../desk/counters.ts';
import type { DemoDesk } from '../desk/demo-desk.ts';
import type { DeskSessions } from '../desk/desk-sessions.ts';
import { Imports } from '../desk/imports.ts';
import type { SecondFactors } from '../desk/second-factors.ts';
import type { Peers } from '../engine/peers.ts';
import { DESK_COOKIE, sessionTokenOf } from '../identity/session-cookie.ts';
import { inTime } from '../limits/in-time.ts';
import type { Log } from '../telemetry/log.ts';
import type { Counted } from '../telemetry/watch-connections.ts';
import { type DeskAllowance, DeskConnection } from './desk-connection.ts';
import type { Dispatcher } from './dispatcher.ts';
import { Join, Joins } from './joins.ts';

type NoEvents = Record<string, never>;
type DeskNamespace = Namespace<DeskClientToServerEvents, DeskServerToClientEvents, NoEvents, unknown>;
type DeskSocket = Socket<DeskClientToServerEvents, DeskServerToClientEvents, NoEvents, unknown>;

/** In ms. */
const COUNTERS_TIMEOUT_MS = 500;
const NOTHING_FORWARDED = { for: undefined, proto: undefined };

type Parts = {
  readonly namespace: DeskNamespace;
  readonly peers: Peers;
  /** By which this service knows its own cookies. */
  readonly cookieMark: string;
  readonly joins: ReturnType<typeof deskJoins>;
  readonly sessions: Pick<DeskSessions, 'endedOf' | 'idleOf' | 'did'>;
  readonly demoDesk: Pick<DemoDesk, 'admits'>;
  readonly factors: Pick<SecondFactors, 'standingOf'>;
  readonly dispatcher: Pick<Dispatcher<DeskConnection, DeskAllowance>, 'message'>;
  readonly counters: LiveCounters;
  readonly importing: Pick<ConstructorParameters<typeof Imports>[0], 'register' | 'accounts'>;
  /** What a welcome says besides who came in. */
  readonly around: () => Pick<DeskWelcome, 'authority' | 'gateway' | 'missingYears' | 'server' | 'now'>;
  readonly log: Log;
};

/** A desk's join, and what goes on for it. */
class DeskJoin extends Join<DeskSocket, DeskAccount> {
  /** Once it is welcome. */
  imports: Imports | undefined;
}

/** Who is at the desk, or on the way in; those whose session has ended are sent away here. */
export const deskJoins = (sessions: Pick<DeskSessions, 'find'>) =>
  new Joins<DeskJoin, DeskAccount, 'idle'>(
    (token) => sessions.find(token),
    ({ imports }) => imports?.abandon(),
  );

/**
 * The desk's namespace. Nobody comes in without a desk session: an applicant's token or cookie is none. The session is
 * asked about again every few seconds, so that a role that was taken away does not outlive it for long.
 */
export class DeskServer {
  readonly #parts: Parts;
  readonly #joins: ReturnType<typeof deskJoins>;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#joins = parts.joins;
    parts.namespace.use((socket, next) => {
      this.#comeIn(socket).then(
        (refused) => next(refused === null ? undefined : refusedHandshake(refused)),
        (error: unknown) => {
          parts.log.error({ err: error }, 'a desk connection could not be introduced');
          next(refusedHandshake('outcomeUnknown'));
        },
      );
    });
    parts.namespace.on('connection', (socket) => {
      try {
        this.#welcome(socket);
      } catch (error) {
        // Socket.IO has nobody to catch it: the process would end. Whoever is cut off here comes back by itself.
        parts.log.error({ err: error }, 'a desk connection could not be welcomed');
        this.#leave(socket);
        socket.disconnect(true);
      }
    });
  }

  /** How many desks are connected here. */
  get size(): number {
    return this.#parts.namespace.sockets.size;
  }

  /** How many are in, and how many sockets there are. */
  get counted(): Counted {
    const joined = [...this.#joins].filter(({ imports }) => imports !== undefined);
    return { counted: joined.length, there: this.size };
  }

  /** Ends the connections of sessions that have ended elsewhere, whose time was up, or in which nothing was done. */
  async endOrphans(): Promise<void> {
    const { sessions } = this.#parts;
    await this.#joins.endOrphans((tokens) => sessions.endedOf(tokens));
    await this.#joins.endOrphans((tokens) => sessions.idleOf(tokens), 'idle');
  }

  /** Shows everyone the live counters, while anyone is there. */
  tick(): void {
    if (this.size === 0) return;
    void this.#parts.counters.gather();
    this.#parts.namespace.emit('countersMoved', this.#parts.counters.present);
  }

  sayGoodbye(): void {
    this.#parts.namespace.emit('goodbye', goodbyeOf('shuttingDown', 1_000));
  }

  /** Lets a socket in; answers why it may not come in, or null. */
  async #comeIn(socket: DeskSocket): Promise<DeskHandshakeRefusal | null> {
    const token = sessionTokenOf(socket, this.#parts.peers, { cookie: DESK_COOKIE, mark: this.#parts.cookieMark });
    if (token === undefined) return 'signInRequired';
    const join = new DeskJoin(socket, token);
    if (!this.#joins.begin(join)) return 'alreadyJoined';
    let refused: DeskHandshakeRefusal | null = 'outcomeUnknown';
    try {
      refused = await this.#introduce(join);
    } finally {
      if (refused !== null) this.#joins.end(join);
    }
    return refused;
  }

  async #introduce(join: DeskJoin): Promise<DeskHandshakeRefusal | null> {
    const account = await this.#joins.identify(join);
    if (account === undefined || account === null || (account.ofDemo && !this.#isAdmitted(join.socket)))
      return 'sessionEnded';
    // The page was opened before another tab of its browser signed in: what it sends is not that account's.
    const wanted: unknown = join.socket.handshake.auth['account'];
    if (wanted !== undefined && wanted !== account.userName) return 'sessionEnded';
    if (account.mustChange) return 'passPhraseChangeRequired';
    if ((await this.#parts.factors.standingOf(account)) === 'demanded') return 'secondFactorRequired';
    // The first figures are worth a moment; without Redis they are not worth the wait.
    await inTime(this.#parts.counters.gather(), COUNTERS_TIMEOUT_MS).catch(() => undefined);
    return this.#joins.has(join) ? null : 'sessionEnded';
  }

  #isAdmitted({ handshake: { address, headers } }: DeskSocket): boolean {
    const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    return this.#parts.demoDesk.admits({
      address: this.#parts.peers.of(address, NOTHING_FORWARDED).address,
      headers: pairs,
    });
  }

  #welcome(socket: DeskSocket): void {
    const { dispatcher, importing, counters, around } = this.#parts;
    const join = this.#joins.of(socket);
    const { account, token } = join ?? {};
    if (join === undefined || token === undefined || account === undefined || account === null) {
      socket.disconnect(true);
      return;
    }
    const imports = new Imports({ ...importing, moved: (moved) => socket.emit('importMoved', moved) });
    join.imports = imports;
    socket.on('disconnect', () => this.#leave(socket));
    const { now, ...rest } = around();
    const visitor = new DeskConnection({ account, imports, did: () => this.#parts.sessions.did(token) }, now);
    // What came in one piece with the end of the connection is handed on after it.
    socket.use((event) => {
      if (socket.connected) dispatcher.message(visitor, event);
    });
    const { userName, role, demo } = account;
    socket.emit('deskWelcome', {
      protocol: PROTOCOL_VERSION,
      now,
      ...rest,
      account: { userName, role, demo },
      counters: counters.present,
    });
  }

  #leave(socket: DeskSocket): void {
    const join = this.#joins.of(socket);
    if (join !== undefined) this.#joins.end(join);
  }
}

/** The error that a refused handshake carries: its `data` is a refusal. */
const refusedHandshake = (code: DeskHandshakeRefusal): Error => Object.assign(new Error(code), { data: refuse(code) });
