import { io, type Socket } from 'socket.io-client';
import type { ClientToServerEvents } from '../../protocol/client-to-server.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { ServerToClientEvents } from '../../protocol/server-to-client.ts';
import type { Wire } from './wire.ts';

/** An attempt that has not come up by then has failed, in ms. */
const CONNECT_TIMEOUT = 8_000;

export type WireOptions = {
  /** The server's origin; the page's own by default. */
  readonly url?: string;
  /** A session's token, where no cookie can carry it. */
  readonly token?: string;
};

/** A wire over Socket.IO: WebSocket only, so that no balancer needs sticky sessions. */
export const socketIoWire = ({ url = '', token }: WireOptions = {}): Wire => {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(`${url}/select`, {
    transports: ['websocket'],
    withCredentials: true,
    autoConnect: false,
    reconnection: false,
    timeout: CONNECT_TIMEOUT,
    ...(token === undefined ? {} : { auth: { token } }),
  });
  let closing = false;
  return {
    listen: (listener) => {
      socket.on('connect', listener.up);
      socket.on('disconnect', () => {
        if (!closing) listener.down(null);
      });
      socket.on('connect_error', (error) => {
        if (!closing) listener.down(refusalIn(error));
      });
      socket.on('welcome', listener.welcome);
      socket.on('poolMoved', listener.poolMoved);
      socket.on('patternMoved', listener.patternMoved);
      socket.on('selectionChanged', listener.selectionChanged);
      socket.on('goodbye', listener.goodbye);
    },
    open: () => {
      closing = false;
      socket.connect();
    },
    close: () => {
      closing = true;
      socket.disconnect();
    },
    emit: (name, request, ack) => {
      // The event map ties a name to its own request and ack; a generic name loses that tie in the emitter's overloads.
      (socket as unknown as { emit: (event: string, ...rest: unknown[]) => void }).emit(name, request, ack);
    },
  };
};

/** A refused handshake carries its refusal in the error's `data`. */
const refusalIn = (error: Error): Refusal | null => {
  const data = 'data' in error ? (error.data as Partial<Refusal> | undefined) : undefined;
  return typeof data?.code === 'string' ? (data as Refusal) : null;
};
