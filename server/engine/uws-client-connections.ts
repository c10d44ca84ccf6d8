import type { HttpResponse, RecognizedString, TemplatedApp, WebSocket, WebSocketBehavior } from 'uWebSockets.js';
import type { Server } from 'socket.io';
import type { ClientConnection, SendKind } from './client-connection.ts';
import { Pings } from './pings.ts';

/** What the transport of a line on uWebSockets.js has, though Socket.IO's types do not say so. */
type UwsTransport = { readonly socket?: WebSocket<unknown> };
const socketOf = (line: ClientConnection): WebSocket<unknown> | undefined =>
  line.readyState === 'closed' ? undefined : (line.transport as unknown as UwsTransport).socket;

/** Bytes that wait for the client of a line. */
export const uwsWaiting = (line: ClientConnection): number => socketOf(line)?.getBufferedAmount() ?? 0;

/** Ends a line at once; what waits is thrown away. */
export const uwsBreakOff = (line: ClientConnection): void => socketOf(line)?.close();

/** Sends a WebSocket's own ping. */
export const uwsPing = (line: ClientConnection, payload: string): void => void socketOf(line)?.ping(payload);

type Upgraded = { readonly transport: { readonly sid: string } };

/**
 * The app as Socket.IO is to see it. It drops a message to a client for whom too much waits already, and says nothing:
 * such a line is ended here, since what its client has would be wrong from then on. And broadcasts are counted.
 */
export const watchedApp = (
  app: TemplatedApp,
  told: {
    readonly overflowed: (socketId: string) => void;
    readonly sent: (way: SendKind, bytes: number) => void;
    readonly ponged: (socketId: string, payload: string) => void;
    /** A line was ended for its pings. */
    readonly pinged: () => void;
    /** Socket.IO answers a request, or has a connection become a WebSocket. */
    readonly asked: (response: HttpResponse) => void;
    readonly upgraded: () => void;
  },
): object => {
  const dropped = (ws: WebSocket<unknown>): void => {
    const { sid } = (ws.getUserData() as Upgraded).transport;
    // Not within the sending, which may be walking over all subscribers of a topic.
    setImmediate(told.overflowed, sid);
  };
  const pings = new Pings();
  const ping = (ws: WebSocket<unknown>): void => {
    if (!pings.areTooMany(ws.getUserData() as object, performance.now())) return;
    told.pinged();
    ws.close();
  };
  const pong = (ws: WebSocket<unknown>, payload: ArrayBuffer): void =>
    told.ponged((ws.getUserData() as Upgraded).transport.sid, Buffer.from(payload).toString('latin1'));
  const watched = {
    any: (path: string, handler: Parameters<TemplatedApp['any']>[1]) => {
      app.any(path, (response, request) => {
        told.asked(response);
        void handler(endsWithAnswer(response), request);
      });
      return watched;
    },
    ws: (path: string, behaviour: WebSocketBehavior<unknown>) => {
      const upgrade: typeof behaviour.upgrade = (response, request, context) => {
        told.asked(response);
        void behaviour.upgrade?.(endsWithAnswer(response), request, context);
      };
      const open: typeof behaviour.open = (ws) => {
        told.upgraded();
        void behaviour.open?.(ws);
      };
      app.ws(path, { ...behaviour, upgrade, open, dropped, ping, pong });
      return watched;
    },
    publish: (topic: string, message: string | ArrayBuffer, isBinary: boolean): boolean => {
      const bytes = typeof message === 'string' ? Buffer.byteLength(message) : message.byteLength;
      told.sent('broadcast', bytes * app.numSubscribers(topic));
      return app.publish(topic, message, isBinary);
    },
  };
  return watched;
};

/** A response of Socket.IO's is a refusal, and its connection ends with it: nothing would count it from then on. */
const endsWithAnswer = (response: HttpResponse): HttpResponse => {
  const end = response.end.bind(response);
  return Object.assign(response, { end: (body?: RecognizedString) => end(body, true) });
};

/** The line of an id, while it is open. */
export const lineOf = (io: Server, id: string): ClientConnection | undefined =>
  (io.engine as unknown as { readonly clients: Readonly<Record<string, ClientConnection>> }).clients[id];
