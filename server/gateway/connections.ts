import type { Namespace } from 'socket.io';
import type { ClientConnection } from '../engine/client-connection.ts';
import type { Engine } from '../engine/engine.ts';
import type { Peers } from '../engine/peers.ts';
import { CONNECT_TIMEOUT, networkBehind } from '../engine/socket-options.ts';
import type { ConnectionQuota, Share } from '../limits/connection-quota.ts';
import { Disconnects, type Joined } from '../limits/disconnects.ts';
import { DESK_PACKET_ALLOWANCE, PacketFlood } from '../limits/packet-flood.ts';
import { SlowClients } from '../limits/slow-clients.ts';
import { UnreadConnections } from '../limits/unread-connections.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Counted } from '../telemetry/watch-connections.ts';
import type { AllowanceKind } from './select-connection.ts';

/** Engine.IO's code for a handshake that `allowRequest` refused; the error's context has the reason. */
const FORBIDDEN = 4;

type Unopened = { readonly code: number; readonly context?: { readonly message?: string } };

/** How long a connection may be in no namespace after it has left one, in ms; before its first one, Socket.IO ends it. */
const OUTSIDE_TIMEOUT_MS = CONNECT_TIMEOUT;

/** Every connection of this process, below the namespaces, and the limits that each must keep. */
export class Connections {
  static readonly tickMs = SlowClients.tickMs;

  /** Each with the share of its address. */
  readonly #open = new Map<ClientConnection, Share<AllowanceKind>>();
  /** Connections that have left a namespace, with the time of that; they may still be in another. */
  readonly #outside = new Map<ClientConnection, number>();
  readonly #namespaces: readonly Joined[];
  readonly #disconnects: Disconnects;
  readonly #slow: SlowClients;
  readonly #unread: UnreadConnections;
  readonly #networks: ConnectionQuota<AllowanceKind>;
  readonly #engine: Engine;
  /** Called for each connection ended because it was in no namespace. */
  readonly #onOutsideEnded: () => void;

  constructor(parts: {
    engine: Engine;
    applicants: Joined & Pick<Namespace, 'on'>;
    desk: Joined & Pick<Namespace, 'on'>;
    peers: Peers;
    networks: ConnectionQuota<AllowanceKind>;
    metrics: Metrics;
  }) {
    const { engine, applicants, desk, peers, networks, metrics } = parts;
    this.#networks = networks;
    this.#engine = engine;
    const now = (): number => performance.now();
    this.#namespaces = [applicants, desk];
    this.#disconnects = new Disconnects(this.#namespaces, engine.breakOff);
    this.#slow = new SlowClients(engine, this.#disconnects, (why, count) => metrics.cuts.add(why, count));
    const unread = new UnreadConnections(engine, () => metrics.cuts.add('unread'));
    this.#unread = unread;
    engine.onPong((connection, payload) => unread.answered(connection, payload));
    engine.io.engine.on('flush', (connection: ClientConnection, packets: readonly { readonly data?: unknown }[]) => {
      let bytes = 0;
      for (const { data } of packets) if (typeof data === 'string') bytes += data.length;
      unread.sent(connection, bytes, now());
    });
    const flood = new PacketFlood(this.#disconnects, () => metrics.cuts.add('tooManyRequests'), now);
    const [open, outside] = [this.#open, this.#outside];
    // Shared by all connections, which are its `this`: a closure and its wrapper for each took a third of a kilobyte.
    function forget(this: ClientConnection): void {
      const share = open.get(this);
      if (share !== undefined) networks.leave(share, now());
      open.delete(this);
      outside.delete(this);
      unread.forget(this);
    }
    function leave(this: { readonly conn: ClientConnection }): void {
      if (this.conn.readyState === 'open') outside.set(this.conn, now());
    }
    engine.io.engine.on('connection', (connection: ClientConnection) => {
      const { remoteAddress, request } = connection;
      open.set(connection, networks.enter(networkBehind(peers, remoteAddress, request.headers), now()));
      connection.on('close', forget);
      flood.follow(connection);
      unread.follow(connection, now());
    });
    engine.io.engine.on('connection_error', ({ code, context }: Unopened) =>
      metrics.arrivals.add(code === FORBIDDEN ? (context?.message ?? 'originRefused') : 'badHandshake'),
    );
    for (const namespace of [applicants, desk])
      namespace.on('connection', (socket) => {
        outside.delete(socket.conn);
        socket.on('disconnect', leave);
      });
    desk.on('connection', ({ conn }) => flood.allow(conn, DESK_PACKET_ALLOWANCE));
    // Socket.IO always has the namespace `/`, which nothing uses: it is refused as one that does not exist.
    engine.io.use((_, next) => next(new Error('Invalid namespace')));
    this.#onOutsideEnded = () => metrics.cuts.add('inNoNamespace');
  }

  /** The share of a connection's address, common to its other connections. */
  shareOf(connection: ClientConnection): Share<AllowanceKind> | undefined {
    return this.#open.get(connection);
  }

  get size(): number {
    return this.#open.size;
  }

  /** The counts kept for connections, each beside the number that it must equal. */
  get counted(): Readonly<Record<'lines' | 'addresses', Counted>> {
    return {
      lines: { counted: this.size, there: this.#engine.io.engine.clientsCount },
      addresses: { counted: this.#networks.connections, there: this.size },
    };
  }

  /** Bytes that wait for clients, in all and for the client furthest behind, as of the last tick. */
  get waiting(): SlowClients['waiting'] {
    return this.#slow.waiting;
  }

  /** Call it every `tickMs` ms. */
  tick(): void {
    const now = performance.now();
    this.#slow.look(this.#open.keys(), now);
    this.#disconnects.tick(now);
    this.#networks.tick(now);
    this.#endOutside(now);
    this.#unread.tick(now);
  }

  /** Ends connections that are in no namespace: each takes a place of its address's quota for nothing. */
  #endOutside(now: number): void {
    const due = [...this.#outside]
      .filter(([, since]) => now - since >= OUTSIDE_TIMEOUT_MS)
      .map(([connection]) => connection);
    if (due.length === 0) return;
    const inside = new Set(this.#namespaces.flatMap(({ sockets }) => [...sockets.values()].map(({ conn }) => conn)));
    for (const connection of due) {
      this.#outside.delete(connection);
      if (inside.has(connection)) continue;
      this.#disconnects.end(connection, now);
      this.#onOutsideEnded();
    }
  }
}
