import type { IncomingMessage } from 'node:http';
import type { ServerOptions } from 'socket.io';
import { networkOf, type Peers } from './peers.ts';
import { TextDecoder, TextEncoder } from './text-packets.ts';

/** Whether a page of `origin` may connect to the server that it addressed as `host`. */
export type AllowOrigin = (origin: string, host: string) => boolean;

/** The most bytes of one message; the largest command has some hundreds. */
export const MAX_MESSAGE_BYTES = 8 * 1024;

/**
 * From a WebSocket's opening to its joining a namespace, in ms. A client joins at once, but waits for its turn when
 * everybody reconnects in the same second.
 */
export const CONNECT_TIMEOUT = 20_000;

/** The conditions under which a connection may open. */
export type HandshakeChecks = {
  readonly allowOrigin: AllowOrigin;
  readonly peers: Peers;
  /** Whether a network may open one connection more; absent: always. */
  readonly hasRoom?: (network: string) => boolean;
};

/** The network of a connection's client, as far as trusted proxies report it. */
export const networkBehind = (
  peers: Peers,
  address: string | undefined,
  headers: IncomingMessage['headers'],
): string => {
  const hops = headers['x-forwarded-for'];
  return networkOf(peers.of(address, { for: typeof hops === 'string' ? hops : undefined, proto: undefined }).address);
};

/** Socket.IO's options, the same on every engine. */
export const socketOptions = ({
  allowOrigin,
  peers,
  hasRoom = () => true,
}: HandshakeChecks): Partial<ServerOptions> => ({
  // Long polling needs sticky sessions behind a balancer, and every hostile request leaves a session behind.
  transports: ['websocket'],
  maxHttpBufferSize: MAX_MESSAGE_BYTES,
  // Messages are small: compression costs more memory and time per connection than it saves.
  perMessageDeflate: false,
  serveClient: false,
  parser: { Encoder: TextEncoder, Decoder: TextDecoder },
  connectTimeout: CONNECT_TIMEOUT,
  // A vanished peer is detected within 30 s. So is a peer that reads more than 15 s late, since the ping waits behind
  // everything in the system's buffers.
  pingInterval: 15_000,
  pingTimeout: 15_000,
  // Browsers let any page open a WebSocket to any host, so the Origin is checked here. A client without an Origin is not
  // a browser. The check must stay synchronous: uWebSockets.js frees the request when the handler returns.
  allowRequest: (request, decide) => {
    const { headers, connection } = request;
    const { origin, host } = headers;
    if (origin !== undefined && !allowOrigin(origin, host ?? '')) decide('originRefused', false);
    // Checked before the connection takes memory: each one beyond the quota must cost as little as possible.
    else if (!hasRoom(networkBehind(peers, connection.remoteAddress ?? '', headers))) decide('tooManyRequests', false);
    else decide(null, true);
  },
});
