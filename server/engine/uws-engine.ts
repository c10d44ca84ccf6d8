import type { us_listen_socket } from 'uWebSockets.js';
import { Server } from 'socket.io';
import { type ClientConnection, followFlushes, MAX_WAITING_BYTES } from './client-connection.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { httpBoundsOf } from './http-bounds.ts';
import type { UwsModule } from './load-uws.ts';
import { freePort, whyNotListening } from './port.ts';
import { socketOptions } from './socket-options.ts';
import { lineOf, uwsBreakOff, uwsPing, uwsWaiting, watchedApp } from './uws-client-connections.ts';
import { UwsConnections } from './uws-connections.ts';
import { serveUwsHttp } from './uws-http.ts';

/** Socket.IO's own ping comes every 15 s; this only ends connections on which nothing moves at all. */
const IDLE_SECONDS = 120;

/** The addon's default, which sets SO_REUSEPORT; it has no name of its own there. */
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
  // Socket.IO's types name none of these, though it hands them on to the app.
  const socketBehavior: object = {
    compression: uws.DISABLED,
    maxBackpressure: MAX_WAITING_BYTES,
    idleTimeout: IDLE_SECONDS,
  };
  const endOverflowed = (id: string): void => {
    const line = lineOf(io, id);
    // One line may have missed several messages.
    if (line === undefined) return;
    overflowed();
    uwsBreakOff(line);
  };
  let heardPong: (line: ClientConnection, payload: string) => void = () => undefined;
  const ponged = (id: string, payload: string): void => {
    const line = lineOf(io, id);
    if (line !== undefined) heardPong(line, payload);
  };
  const connections = new UwsConnections(app, options.httpBounds ?? httpBoundsOf(undefined), options);
  const { asked, upgraded } = connections;
  io.attachApp(watchedApp(app, { overflowed: endOverflowed, sent, ponged, pinged, asked, upgraded }), socketBehavior);
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

/** The types know no call with both a host and options; the addon does. */
type ListensWithOptions = {
  listen: (host: string, port: number, options: number, done: (listening: us_listen_socket | false) => void) => unknown;
};

/**
 * Unless the port is asked for exclusively, a second server would take it too, unnoticed, and every other connection
 * with it; among the workers of one server that is what is wanted.
 */
const listenOn = (app: ReturnType<UwsModule['App']>, host: string, port: number, options: number): Promise<boolean> =>
  new Promise((resolve) => {
    const done = (listening: us_listen_socket | false): void => resolve(listening !== false);
    (app as unknown as ListensWithOptions).listen(host, port, options, done);
  });
