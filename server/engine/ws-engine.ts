import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Server } from 'socket.io';
import { followFlushes } from './client-connection.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { httpBoundsOf } from './http-bounds.ts';
import { NodeConnections } from './node-connections.ts';
import { answerUnread, serveNodeHttp } from './node-http.ts';
import { codeOf, listenError } from './port.ts';
import { socketOptions } from './socket-options.ts';
import { READ_HEADER_BYTES } from './too-large.ts';
import { breakOffClosed, endWsPingers, onWsPong, wsBreakOff, wsPing, wsWaiting } from './ws-client-connections.ts';

/** Connections that may wait in the system until accepted, as far as it allows: a crowd arrives within a second. */
const BACKLOG = 8_192;

/** Socket.IO's own engine on node's HTTP server: runs everywhere. */
export const wsEngine = (why: string, options: EngineOptions): Engine => {
  const { tls, sent, pinged = () => undefined } = options;
  // A request must arrive whole within these times, so that slow senders do not pile up.
  const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: READ_HEADER_BYTES };
  const serve = serveNodeHttp(options);
  const http = tls
    ? createTlsServer({ ...timeouts, cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, serve)
    : createServer(timeouts, serve);
  http.on('clientError', answerUnread);
  const connections = new NodeConnections(http, options.httpBounds ?? httpBoundsOf(undefined), options);
  const io = new Server(http, socketOptions(options));
  if (sent) followFlushes(io, sent);
  endWsPingers(io, pinged);
  breakOffClosed(io);
  return {
    name: 'ws',
    why,
    io,
    httpConnections: () => connections.size,
    waiting: wsWaiting,
    breakOff: wsBreakOff,
    ping: wsPing,
    onPong: (listener) => onWsPong(io, listener),
    listen: async (host, port) => {
      try {
        http.listen({ host, port, backlog: BACKLOG });
        await once(http, 'listening');
      } catch (error) {
        throw listenError(host, port, codeOf(error));
      }
      const address = http.address();
      if (address === null || typeof address === 'string') throw listenError(host, port, undefined);
      return address.port;
    },
    close: async () => {
      const closed = io.close();
      http.closeAllConnections();
      await closed;
    },
  };
};
