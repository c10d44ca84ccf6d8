import type { Server } from 'socket.io';
import type { ClientConnection } from './client-connection.ts';
import { Pings } from './pings.ts';

/** Fields of a connection on `ws` that Socket.IO's types omit. */
type WsConnection = {
  readonly transport: {
    readonly socket: {
      readonly bufferedAmount: number;
      readonly readyState: number;
      readonly terminate: () => void;
      readonly ping: (payload: string) => void;
      readonly on: (name: 'ping' | 'pong', listener: (payload: Buffer) => void) => unknown;
    };
  };
  /** Packets that go to `ws` once the ones before them have left. */
  readonly writeBuffer: readonly { readonly data?: unknown }[];
};

/** `readyState` of a WebSocket. */
const OPEN = 1;
const CLOSED = 3;

/** Bytes that wait for a connection's client; text counts by its characters. */
export const wsWaiting = (connection: ClientConnection): number => {
  const { transport, writeBuffer } = connection as unknown as WsConnection;
  return writeBuffer.reduce(
    (sum, { data }) => sum + (typeof data === 'string' ? data.length : 0),
    transport.socket.bufferedAmount,
  );
};

/** Ends a connection at once and drops all that waits. */
export const wsBreakOff = (connection: ClientConnection): void =>
  (connection as unknown as WsConnection).transport.socket.terminate();

/** Sends a WebSocket ping. */
export const wsPing = (connection: ClientConnection, payload: string): void => {
  const { socket } = (connection as unknown as WsConnection).transport;
  if (socket.readyState === OPEN) socket.ping(payload);
};

/** Sets the listener of every pong, with its payload. */
export const onWsPong = (io: Server, listener: (connection: ClientConnection, payload: string) => void): void => {
  io.engine.on('connection', (connection: ClientConnection) => {
    (connection as unknown as WsConnection).transport.socket.on('pong', (payload) =>
      listener(connection, payload.toString('latin1')),
    );
  });
};

/** How long a client may take to answer the closing of its connection. */
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Breaks off closed connections whose clients do not hang up. `ws` waits 30 s for the answer to a close, and by then no
 * quota counts the connection: a client that never answers could hold as many as it opens.
 */
export const breakOffClosed = (io: Server): void => {
  function closed(this: ClientConnection): void {
    const { socket } = (this as unknown as WsConnection).transport;
    if (socket.readyState !== CLOSED) setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
  }
  io.engine.on('connection', (connection: ClientConnection) => connection.on('close', closed));
};

/** Ends connections that ping without end, and calls `pinged` for each. */
export const endWsPingers = (io: Server, pinged: () => void): void => {
  const pings = new Pings();
  io.engine.on('connection', (connection: ClientConnection) => {
    const { socket } = (connection as unknown as WsConnection).transport;
    socket.on('ping', () => {
      if (!pings.areTooMany(socket, performance.now())) return;
      pinged();
      socket.terminate();
    });
  });
};
