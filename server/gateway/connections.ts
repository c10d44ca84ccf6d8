import type { Namespace } from 'socket.io';
import type { ClientConnection } from '../engine/client-connection.ts';
import type { Engine } from '../engine/engine.ts';
import type { Peers } from '../engine/peers.ts';
import { CONNECT_TIMEOUT, networkBehind } from '../engine/socket-options.ts';
import type { ConnectionQuota, Share } from '../limits/connection-quota.ts';
import { Disconnects, type Joined } from '../limits/disconnects.ts';
import { DESK_LINE_ALLOWANCE, PacketFlood } from '../limits/packet-flood.ts';
import { SlowClients } from '../limits/slow-clients.ts';
import { UnreadConnections } from '../limits/unread-connections.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Counted } from '../telemetry/watch-connections.ts';
import type { AllowanceKind } from './select-connection.ts';

/** The engine's number for a handshake that we did not allow; its context says why. */
const FORBIDDEN = 4;

type Unopened = { readonly code: number; readonly context?: { readonly message?: string } };

/** How long a line may be in no namespace after it has left its last one, in ms; before its first one, Socket.IO sees to it. */
const OUTSIDE = CONNECT_TIMEOUT;

/** Every connection below the namespaces, and who looks after it: what waits for it, how much it says. */
export class Connections {
  static readonly tickMs = SlowClients.tickMs;

  /** Each with what its address has together. */
  readonly #open = new Map<ClientConnection, Share<AllowanceKind>>();
  /** Lines that have left a namespace, and since when; they may still be in another. */
  readonly #outside = new Map<ClientConnection, number>();
  readonly #gatherings: readonly Joined[];
  readonly #farewell: Disconnects;
  readonly #slow: SlowClients;
  readonly #unread: UnreadConnections;
  readonly #networks: ConnectionQuota<AllowanceKind>;
  readonly #engine: Engine;
  /** Told of each line that was ended because it was nowhere. */
  readonly #leftAlone: () => void;

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
    this.#gatherings = [applicants, desk];
    this.#farewell = new Disconnects(this.#gatherings, engine.breakOff);
    this.#slow = new SlowClients(engine, this.#farewell, (why, count) => metrics.cuts.add(why, count));
    const unread = new UnreadConnections(engine, () => metrics.cuts.add('unread'));
    this.#unread = unread;
    engine.onPong((line, payload) => unread.answered(line, payload));
    engine.io.engine.on('flush', (line: ClientConnection, packets: readonly { readonly data?: unknown }[]) => {
      let bytes = 0;
      for (const { data } of packets) if (typeof data === 'string') bytes += data.length;
      unread.sent(line, bytes, now());
    });
    const storms = new PacketFlood(this.#farewell, () => metrics.cuts.add('tooManyRequests'), now);
    const [open, outside] = [this.#open, this.#outside];
    // One for all lines, which know themselves: a closure and its wrapper for each were a third of a kilobyte.
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
    engine.io.engine.on('connection', (line: ClientConnection) => {
      open.set(line, networks.enter(networkBehind(peers, line.remoteAddress, line.request.headers), now()));
      line.on('close', forget);
      storms.follow(line);
      unread.follow(line, now());
    });
    engine.io.engine.on('connection_error', ({ code, context }: Unopened) =>
      metrics.arrivals.add(code === FORBIDDEN ? (context?.message ?? 'originRefused') : 'badHandshake'),
    );
    for (const namespace of [applicants, desk])
      namespace.on('connection', (socket) => {
        outside.delete(socket.conn);
        socket.on('disconnect', leave);
      });
    desk.on('connection', ({ conn }) => storms.allow(conn, DESK_LINE_ALLOWANCE));
    // Nobody has anything to do in the namespace that Socket.IO always has: it is refused as one that there is not.
    engine.io.use((_, next) => next(new Error('Invalid namespace')));
    this.#leftAlone = () => metrics.cuts.add('inNoNamespace');
  }

  /** What a line's address has together with its other lines. */
  shareOf(line: ClientConnection): Share<AllowanceKind> | undefined {
    return this.#open.get(line);
  }

  get size(): number {
    return this.#open.size;
  }

  /** What is counted for lines, and how many there are. */
  get counted(): Readonly<Record<'lines' | 'addresses', Counted>> {
    return {
      lines: { counted: this.size, there: this.#engine.io.engine.clientsCount },
      addresses: { counted: this.#networks.connections, there: this.size },
    };
  }

  /** Bytes that wait for clients, in all and for the one that is furthest behind, as of the last tick. */
  get waiting(): SlowClients['waiting'] {
    return this.#slow.waiting;
  }

  /** To be called every `tickMs` ms. */
  tick(): void {
    const now = performance.now();
    this.#slow.look(this.#open.keys(), now);
    this.#farewell.tick(now);
    this.#networks.tick(now);
    this.#endOutside(now);
    this.#unread.tick(now);
  }

  /** A line that is in no namespace costs a place and gives nothing. */
  #endOutside(now: number): void {
    const due = [...this.#outside].filter(([, since]) => now - since >= OUTSIDE).map(([line]) => line);
    if (due.length === 0) return;
    const inside = new Set(this.#gatherings.flatMap(({ sockets }) => [...sockets.values()].map(({ conn }) => conn)));
    for (const line of due) {
      this.#outside.delete(line);
      if (inside.has(line)) continue;
      this.#farewell.end(line, now);
      this.#leftAlone();
    }
  }
}
