import { io, type Socket } from 'socket.io-client';
import type { Refusal } from '../../protocol/refusals.ts';
import type { Conversation, Pushes, SelectConversation, SelectPushes } from './conversation.ts';
import type { Wire } from './wire.ts';

/** An attempt that has not come up by then has failed, in ms. */
const CONNECT_TIMEOUT = 8_000;

export type WireOptions = {
  /** The server's origin; the page's own by default. */
  readonly url?: string;
  /** A session's token, where no cookie can carry it. */
  readonly token?: string;
  /** For which vehicle the connection is, where the account has several; asked again at every connection. */
  readonly vehicle?: () => string | null;
  /** For which account a browser's connection is; asked again at every connection. */
  readonly account?: () => string | null;
  readonly namespace?: '/select' | '/desk';
};

/** A wire over Socket.IO: WebSocket only, so that no balancer needs sticky sessions. */
export const socketIoWire = <C extends Conversation = SelectConversation, P extends Pushes = SelectPushes>({
  url = '',
  token,
  vehicle = () => null,
  account = () => null,
  namespace = '/select',
}: WireOptions = {}): Wire<C, P> => {
  const socket: Socket = io(`${url}${namespace}`, {
    transports: ['websocket'],
    withCredentials: true,
    autoConnect: false,
    reconnection: false,
    timeout: CONNECT_TIMEOUT,
    auth: (give: (auth: object) => void) => {
      const said = { token, vehicle: vehicle() ?? undefined, account: account() ?? undefined };
      give(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)));
    },
  });
  let closing = false;
  return {
    listen: ({ up, down, ...pushes }) => {
      socket.on('connect', up);
      socket.on('disconnect', () => {
        if (!closing) down(null);
      });
      socket.on('connect_error', (error) => {
        if (!closing) down(refusalIn(error));
      });
      // Each push comes to its own handler; the compiler cannot follow that through the entries.
      for (const [name, handle] of Object.entries(pushes)) socket.on(name, handle as (push: unknown) => void);
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
      socket.emit(name, request, ack);
    },
  };
};

/** A refused handshake carries its refusal in the error's `data`. */
const refusalIn = (error: Error): Refusal | null => {
  const data = 'data' in error ? (error.data as Partial<Refusal> | undefined) : undefined;
  return typeof data?.code === 'string' ? (data as Refusal) : null;
};
