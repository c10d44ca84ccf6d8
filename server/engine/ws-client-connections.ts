import type { Server } from 'socket.io';
import type { ClientConnection } from './client-connection.ts';
import { Pings } from './pings.ts';

/** What a line on `ws` has, though Socket.IO's types do not say so. */
type WsLine = {
  readonly transport: {
    readonly socket: {
      readonly bufferedAmount: number;
      readonly readyState: number;
      readonly terminate: () => void;
      readonly ping: (payload: string) => void;
      readonly on: (name: 'ping' | 'pong', heard: (payload: Buffer) => void) => unknown;
    };
  };
  /** Handed over to `ws` when what was handed over before has left. */
  readonly writeBuffer: readonly { readonly data?: unknown }[];
};

/** A WebSocket's states: it can be spoken to, or nothing is left of it. */
const OPEN = 1;
const CLOSED = 3;

/** Bytes that wait for the client of a line; of text, its characters. */
export const wsWaiting = (line: ClientConnection): number => {
  const { transport, writeBuffer } = line as unknown as WsLine;
  return writeBuffer.reduce(
    (sum, { data }) => sum + (typeof data === 'string' ? data.length : 0),
    transport.socket.bufferedAmount,
  );
};

/** Ends a line at once; what waits is thrown away. */
export const wsBreakOff = (line: ClientConnection): void => (line as unknown as WsLine).transport.socket.terminate();

/** Sends a WebSocket's own ping. */
export const wsPing = (line: ClientConnection, payload: string): void => {
  const { socket } = (line as unknown as WsLine).transport;
  if (socket.readyState === OPEN) socket.ping(payload);
};

/** Tells of each pong, with its payload. */
export const onWsPong = (io: Server, heard: (line: ClientConnection, payload: string) => void): void => {
  io.engine.on('connection', (line: ClientConnection) => {
    (line as unknown as WsLine).transport.socket.on('pong', (payload) => heard(line, payload.toString('latin1')));
  });
};

/** How long a client may take to answer that its line is closed, in ms. */
const HANGS_UP_WITHIN = 1_000;

/**
 * Breaks off closed lines whose clients do not hang up. `ws` waits 30 s for their answer, in which nobody counts the
 * connection any more: who never answers would keep as many as it cares to open.
 */
export const breakOffClosed = (io: Server): void => {
  function closed(this: ClientConnection): void {
    const { socket } = (this as unknown as WsLine).transport;
    if (socket.readyState !== CLOSED) setTimeout(() => socket.terminate(), HANGS_UP_WITHIN);
  }
  io.engine.on('connection', (line: ClientConnection) => line.on('close', closed));
};

/** Ends lines that ping without end; `pinged` is told of each. */
export const endWsPingers = (io: Server, pinged: () => void): void => {
  const pings = new Pings();
  io.engine.on('connection', (line: ClientConnection) => {
    const { socket } = (line as unknown as WsLine).transport;
    socket.on('ping', () => {
      if (!pings.areTooMany(socket, performance.now())) return;
      pinged();
      socket.terminate();
    });
  });
};
