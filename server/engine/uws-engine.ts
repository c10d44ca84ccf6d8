import type { us_listen_socket } from 'uWebSockets.js';
import { Server } from 'socket.io';
import { type ClientConnection, followFlushes, MAX_WAITING_BYTES } from './client-connection.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { httpBoundsOf } from './http-bounds.ts';
import type { UwsModule } from './load-uws.ts';
import { freePort, whyNotListening } from './port.ts';
import { socketOptions } from './socket-options.ts';
import { connectionOf, uwsBreakOff, uwsPing, uwsWaiting, watchedApp } from './uws-client-connections.ts';
import { UwsConnections } from './uws-connections.ts';
import { serveUwsHttp } from './uws-http.ts';

/** Socket.IO's own ping comes every 15 s; this only ends connections on which nothing moves at all. */
const IDLE_SECONDS = 120;

/** The addon's default, which sets SO_REUSEPORT; the addon has no name for it. */
const LISTEN_SHARED = 0;

/** Socket.IO and HTTP on uWebSockets.js. At most one in a process: attaching changes Socket.IO's adapter class. */
export const uwsEngine = (uws: UwsModule, how: string, options: EngineOptions): Engine => {
  const {
    tls,
    sharesPort = false,
    sent = () => undefined,
    overflowed = () => undefined,
    pinged = () => undefined,
  } = options;
  const app = tls ? uws.SSLApp({ cert_file_name: tls.cert, key_file_name: tls.key }) : uws.App();
  const io = new Server(socketOptions(options));
  // Socket.IO passes these on to the app, although its types lack them.
  const socketBehavior: object = {
    compression: uws.DISABLED,
    maxBackpressure: MAX_WAITING_BYTES,
    idleTimeout: IDLE_SECONDS,
  };
  const endOverflowed = (id: string): void => {
    const connection = connectionOf(io, id);
    // Undefined if it has ended by now: one connection may miss several messages.
    if (connection === undefined) return;
    overflowed();
    uwsBreakOff(connection);
  };
  let heardPong: (connection: ClientConnection, payload: string) => void = () => undefined;
  const ponged = (id: string, payload: string): void => {
    const connection = connectionOf(io, id);
    if (connection !== undefined) heardPong(connection, payload);
  };
  const connections = new UwsConnections(app, options.httpBounds ?? httpBoundsOf(undefined), options);
  const { requested, upgraded } = connections;
  io.attachApp(
    watchedApp(app, { overflowed: endOverflowed, sent, ponged, pinged, requested, upgraded }),
    socketBehavior,
  );
  followFlushes(io, sent);
  serveUwsHttp(app, { ...options, connections });
  return {
    name: 'uws',
    why: how,
    io,
    httpConnections: () => connections.size,
    waiting: uwsWaiting,
    breakOff: uwsBreakOff,
    ping: uwsPing,
    onPong: (heard) => {
      heardPong = heard;
    },
    listen: async (host, port) => {
      const chosen = port === 0 ? await freePort(host) : port;
      const sharing = sharesPort ? LISTEN_SHARED : uws.LIBUS_LISTEN_EXCLUSIVE_PORT;
      if (!(await listenOn(app, host, chosen, sharing))) throw await whyNotListening(host, chosen);
      return chosen;
    },
    close: async () => {
      await io.close();
      app.close();
    },
  };
};

/** The addon accepts both a host and options; its types do not. */
type ListensWithOptions = {
  listen: (host: string, port: number, options: number, done: (listening: us_listen_socket | false) => void) => unknown;
};

/**
 * Listens on a port. Unless it is requested exclusively, a second server can listen on it too, unnoticed, and gets every
 * other connection. The workers of one server share it so.
 */
const listenOn = (app: ReturnType<UwsModule['App']>, host: string, port: number, options: number): Promise<boolean> =>
  new Promise((resolve) => {
    const done = (listening: us_listen_socket | false): void => resolve(listening !== false);
    (app as unknown as ListensWithOptions).listen(host, port, options, done);
  });
