import type { HttpResponse, RecognizedString, TemplatedApp, WebSocket, WebSocketBehavior } from 'uWebSockets.js';
import type { Server } from 'socket.io';
import type { ClientConnection, SendKind } from './client-connection.ts';
import { Pings } from './pings.ts';

/** A field of the transport on uWebSockets.js that Socket.IO's types omit. */
type UwsTransport = { readonly socket?: WebSocket<unknown> };
const socketOf = (connection: ClientConnection): WebSocket<unknown> | undefined =>
  connection.readyState === 'closed' ? undefined : (connection.transport as unknown as UwsTransport).socket;

/** Bytes that wait for a connection's client. */
export const uwsWaiting = (connection: ClientConnection): number => socketOf(connection)?.getBufferedAmount() ?? 0;

/** Ends a connection at once and drops all that waits. */
export const uwsBreakOff = (connection: ClientConnection): void => socketOf(connection)?.close();

/** Sends a WebSocket ping. */
export const uwsPing = (connection: ClientConnection, payload: string): void =>
  void socketOf(connection)?.ping(payload);

type Upgraded = { readonly transport: { readonly sid: string } };

/**
 * Wraps the app for Socket.IO, and reports what happens on it. uWebSockets.js silently drops a message to a client for
 * which too much waits already. `overflowed` is called for such a connection, which must end: its client's picture would
 * be wrong from then on.
 */
export const watchedApp = (
  app: TemplatedApp,
  listeners: {
    readonly overflowed: (socketId: string) => void;
    readonly sent: (way: SendKind, bytes: number) => void;
    readonly ponged: (socketId: string, payload: string) => void;
    /** A connection was ended because it pinged without end. */
    readonly pinged: () => void;
    /** A request came for Socket.IO, which answers it or upgrades its connection to a WebSocket. */
    readonly requested: (response: HttpResponse) => void;
    readonly upgraded: () => void;
  },
): object => {
  const dropped = (ws: WebSocket<unknown>): void => {
    const { sid } = (ws.getUserData() as Upgraded).transport;
    // Deferred: the send may be walking over all subscribers of a topic.
    setImmediate(listeners.overflowed, sid);
  };
  const pings = new Pings();
  const ping = (ws: WebSocket<unknown>): void => {
    if (!pings.areTooMany(ws.getUserData() as object, performance.now())) return;
    listeners.pinged();
    ws.close();
  };
  const pong = (ws: WebSocket<unknown>, payload: ArrayBuffer): void =>
    listeners.ponged((ws.getUserData() as Upgraded).transport.sid, Buffer.from(payload).toString('latin1'));
  const watched = {
    any: (path: string, handler: Parameters<TemplatedApp['any']>[1]) => {
      app.any(path, (response, request) => {
        listeners.requested(response);
        void handler(endsWithAnswer(response), request);
      });
      return watched;
    },
    ws: (path: string, behaviour: WebSocketBehavior<unknown>) => {
      const upgrade: typeof behaviour.upgrade = (response, request, context) => {
        listeners.requested(response);
        void behaviour.upgrade?.(endsWithAnswer(response), request, context);
      };
      const open: typeof behaviour.open = (ws) => {
        listeners.upgraded();
        void behaviour.open?.(ws);
      };
      app.ws(path, { ...behaviour, upgrade, open, dropped, ping, pong });
      return watched;
    },
    publish: (topic: string, message: string | ArrayBuffer, isBinary: boolean): boolean => {
      const bytes = typeof message === 'string' ? Buffer.byteLength(message) : message.byteLength;
      listeners.sent('broadcast', bytes * app.numSubscribers(topic));
      return app.publish(topic, message, isBinary);
    },
  };
  return watched;
};

/** Ends the connection with Socket.IO's response: it is a refusal, and nothing counts the connection after it. */
const endsWithAnswer = (response: HttpResponse): HttpResponse => {
  const end = response.end.bind(response);
  return Object.assign(response, { end: (body?: RecognizedString) => end(body, true) });
};

/** The open connection with an id. */
export const connectionOf = (io: Server, id: string): ClientConnection | undefined =>
  (io.engine as unknown as { readonly clients: Readonly<Record<string, ClientConnection>> }).clients[id];
