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

const COUNTERS_TIMEOUT_MS = 500;
const NOTHING_FORWARDED = { for: undefined, proto: undefined };

type Parts = {
  readonly namespace: DeskNamespace;
  readonly peers: Peers;
  /** Tells this service's cookies from those of a neighbour. */
  readonly cookieMark: string;
  readonly joins: ReturnType<typeof deskJoins>;
  readonly sessions: Pick<DeskSessions, 'endedOf' | 'idleOf' | 'noteActivity'>;
  readonly demoDesk: Pick<DemoDesk, 'admits'>;
  readonly factors: Pick<SecondFactors, 'standingOf'>;
  readonly dispatcher: Pick<Dispatcher<DeskConnection, DeskAllowance>, 'message'>;
  readonly counters: LiveCounters;
  readonly importing: Pick<ConstructorParameters<typeof Imports>[0], 'register' | 'accounts'>;
  /** The facts of a welcome besides the account. */
  readonly around: () => Pick<DeskWelcome, 'authority' | 'gateway' | 'missingYears' | 'server' | 'now'>;
  readonly log: Log;
};

class DeskJoin extends Join<DeskSocket, DeskAccount> {
  /** Set with the welcome. */
  imports: Imports | undefined;
}

/** The joins of the desk; each ends with its session. */
export const deskJoins = (sessions: Pick<DeskSessions, 'find'>) =>
  new Joins<DeskJoin, DeskAccount, 'idle'>(
    (token) => sessions.find(token),
    ({ imports }) => imports?.abandon(),
  );

/**
 * The namespace `/desk`. It admits only desk sessions: an applicant's token or cookie is invalid here. Sessions are
 * checked again every few seconds, so that a withdrawn account does not stay connected.
 */
export class DeskServer {
  readonly #parts: Parts;
  readonly #joins: ReturnType<typeof deskJoins>;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#joins = parts.joins;
    parts.namespace.use((socket, next) => {
      this.#admit(socket).then(
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
        // Socket.IO catches nothing here: the process would end. The client reconnects by itself.
        parts.log.error({ err: error }, 'a desk connection could not be welcomed');
        this.#leave(socket);
        socket.disconnect(true);
      }
    });
  }

  /** How many desks are connected to this node. */
  get size(): number {
    return this.#parts.namespace.sockets.size;
  }

  /** How many joins were welcomed, beside the number of sockets, which it must equal. */
  get counted(): Counted {
    const joined = [...this.#joins].filter(({ imports }) => imports !== undefined);
    return { counted: joined.length, there: this.size };
  }

  /** Ends the connections of sessions that ended at another node, expired, or were idle for too long. */
  async endOrphans(): Promise<void> {
    const { sessions } = this.#parts;
    await this.#joins.endOrphans((tokens) => sessions.endedOf(tokens));
    await this.#joins.endOrphans((tokens) => sessions.idleOf(tokens), 'idle');
  }

  /** Sends the live counters to everyone connected. */
  tick(): void {
    if (this.size === 0) return;
    void this.#parts.counters.gather();
    this.#parts.namespace.emit('countersMoved', this.#parts.counters.present);
  }

  sayGoodbye(): void {
    this.#parts.namespace.emit('goodbye', goodbyeOf('shuttingDown', 1_000));
  }

  /** Admits a socket; resolves to null, or to the refusal. */
  async #admit(socket: DeskSocket): Promise<DeskHandshakeRefusal | null> {
    const token = sessionTokenOf(socket, this.#parts.peers, { cookie: DESK_COOKIE, mark: this.#parts.cookieMark });
    if (token === undefined) return 'signInRequired';
    const join = new DeskJoin(socket, token);
    if (!this.#joins.begin(join)) return 'alreadyJoined';
    let refused: DeskHandshakeRefusal | null = 'outcomeUnknown';
    try {
      refused = await this.#identify(join);
    } finally {
      if (refused !== null) this.#joins.end(join);
    }
    return refused;
  }

  async #identify(join: DeskJoin): Promise<DeskHandshakeRefusal | null> {
    const account = await this.#joins.identify(join);
    if (account === undefined || account === null || (account.ofDemo && !this.#isAdmitted(join.socket)))
      return 'sessionEnded';
    // The page expects another account: it was opened before another tab of its browser signed in.
    const wanted: unknown = join.socket.handshake.auth['account'];
    if (wanted !== undefined && wanted !== account.userName) return 'sessionEnded';
    if (account.mustChange) return 'passPhraseChangeRequired';
    if ((await this.#parts.factors.standingOf(account)) === 'demanded') return 'secondFactorRequired';
    // The welcome shows the counters, but a Redis that does not answer must not delay it.
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
    const noteActivity = () => this.#parts.sessions.noteActivity(token);
    const connection = new DeskConnection({ account, imports, noteActivity }, now);
    // A message that arrived in one piece with the end of the connection is passed here after that end.
    socket.use((event) => {
      if (socket.connected) dispatcher.message(connection, event);
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
