import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { EngineOptions } from './engine.ts';
import { boundedNetwork, type HttpBounds } from './http-bounds.ts';

type Connection = { readonly key: string; readonly socket: Socket; readonly of: OfNetwork | undefined };

/** The connections of one network; idle ones in the order in which they became idle. */
type OfNetwork = { readonly network: string; readonly idle: Set<Connection>; count: number };

/** Set on both sockets of a TLS connection, the inner and the outer one. */
const keyOf = ({ remoteAddress = '', remotePort = 0 }: Socket): string => `${remoteAddress} ${remotePort}`;

/**
 * Counts the connections of Node's HTTP server by network. A connection beyond the limit replaces the longest idle one of
 * its network. A connection whose request is incomplete counts as idle; one that is being answered is never ended.
 */
export class NodeConnections {
  readonly #known = new Map<string, Connection>();
  readonly #networks = new Map<string, OfNetwork>();
  readonly #bounds: HttpBounds;
  readonly #options: Pick<EngineOptions, 'peers' | 'httpEnded'>;

  constructor(server: Pick<Server, 'on'>, bounds: HttpBounds, options: Pick<EngineOptions, 'peers' | 'httpEnded'>) {
    this.#bounds = bounds;
    this.#options = options;
    server.on('connection', (socket: Socket) => this.#opened(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => this.#answering(socket, response));
    server.on('upgrade', ({ socket }: IncomingMessage) => this.#leave(this.#known.get(keyOf(socket))));
  }

  get size(): number {
    return this.#known.size;
  }

  #opened(socket: Socket): void {
    // A connection that has been reset has no address.
    if (socket.remoteAddress === undefined) return void socket.destroy();
    const network = boundedNetwork(this.#options.peers, socket.remoteAddress);
    const of =
      network === undefined ? undefined : (this.#networks.get(network) ?? { network, idle: new Set(), count: 0 });
    if (of !== undefined && !this.#makeRoom(of)) {
      this.#options.httpEnded?.('refused');
      socket.destroy();
      return;
    }
    const connection = { key: keyOf(socket), socket, of };
    this.#known.set(connection.key, connection);
    socket.once('close', () => this.#leave(connection));
    if (of === undefined) return;
    this.#networks.set(of.network, of);
    of.count += 1;
    of.idle.add(connection);
  }

  #makeRoom(of: OfNetwork): boolean {
    if (of.count < this.#bounds.perNetwork && (of.count === 0 || this.size < this.#bounds.inAll)) return true;
    const [longest] = of.idle;
    if (longest === undefined) return false;
    this.#leave(longest);
    this.#options.httpEnded?.('idle');
    longest.socket.destroy();
    return true;
  }

  #answering(socket: Socket, response: ServerResponse): void {
    const connection = this.#known.get(keyOf(socket));
    if (connection === undefined) return;
    connection.of?.idle.delete(connection);
    response.once('close', () => {
      if (this.#known.get(connection.key) === connection) connection.of?.idle.add(connection);
    });
  }

  #leave(connection: Connection | undefined): void {
    // It may have become a WebSocket before it closed.
    if (connection === undefined || this.#known.get(connection.key) !== connection) return;
    this.#known.delete(connection.key);
    const { of } = connection;
    if (of === undefined) return;
    of.idle.delete(connection);
    of.count -= 1;
    if (of.count === 0) this.#networks.delete(of.network);
  }
}
