import type { IncomingMessage } from 'node:http';
import type { ServerOptions } from 'socket.io';
import { networkOf, type Peers } from './peers.ts';
import { TextDecoder, TextEncoder } from './text-packets.ts';

/** Whether a page of `origin` may connect to the server that it addressed as `host`. */
export type AllowOrigin = (origin: string, host: string) => boolean;

/** Bytes of one message; the largest command of ours has some hundreds. */
export const MAX_MESSAGE_BYTES = 8 * 1024;

/**
 * From a WebSocket's opening to its joining a namespace, in ms; the client does that at once, but when everybody comes
 * back in the same second it waits for its turn.
 */
export const CONNECT_TIMEOUT = 20_000;

/** Who may open a connection. */
export type Doorkeeping = {
  readonly allowOrigin: AllowOrigin;
  readonly peers: Peers;
  /** Whether one connection more may come from a network; absent: always. */
  readonly hasRoom?: (network: string) => boolean;
};

/** The network that a connection's client is in, as far as its proxies can be believed. */
export const networkBehind = (
  peers: Peers,
  address: string | undefined,
  headers: IncomingMessage['headers'],
): string => {
  const hops = headers['x-forwarded-for'];
  return networkOf(peers.of(address, { for: typeof hops === 'string' ? hops : undefined, proto: undefined }).address);
};

/** How Socket.IO is set on every engine. */
export const socketOptions = ({ allowOrigin, peers, hasRoom = () => true }: Doorkeeping): Partial<ServerOptions> => ({
  // Long polling would need sticky sessions behind a balancer, and leaves a session behind for every hostile request.
  transports: ['websocket'],
  maxHttpBufferSize: MAX_MESSAGE_BYTES,
  // Messages are small: compressing each costs more memory and time per connection than it saves.
  perMessageDeflate: false,
  serveClient: false,
  parser: { Encoder: TextEncoder, Decoder: TextDecoder },
  connectTimeout: CONNECT_TIMEOUT,
  // A peer that vanished without a word is noticed after at most 30 s; and so is one that reads more than 15 s late,
  // since its answer stands behind everything that the system still keeps for it.
  pingInterval: 15_000,
  pingTimeout: 15_000,
  // Browsers let any page open a WebSocket anywhere, so the Origin is checked here; it must stay synchronous, because
  // uWebSockets.js takes the request away when the handler returns. Who sends no Origin is not a browser.
  allowRequest: (request, decide) => {
    const { headers, connection } = request;
    const { origin, host } = headers;
    if (origin !== undefined && !allowOrigin(origin, host ?? '')) decide('originRefused', false);
    // Before anything is kept of it: who opens too many is not to cost more for each.
    else if (!hasRoom(networkBehind(peers, connection.remoteAddress ?? '', headers))) decide('tooManyRequests', false);
    else decide(null, true);
  },
});
