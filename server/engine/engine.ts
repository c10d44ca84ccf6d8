import type { Server } from 'socket.io';
import type { Log } from '../telemetry/log.ts';
import type { ClientConnection, SendKind } from './client-connection.ts';
import type { Fetch } from './exchange.ts';
import type { HttpBounds, HttpEnd } from './http-bounds.ts';
import { loadUws } from './load-uws.ts';
import type { HandshakeChecks } from './socket-options.ts';
import type { TlsFiles } from './tls.ts';
import { uwsEngine } from './uws-engine.ts';
import { wsEngine } from './ws-engine.ts';

/** The server of sockets and HTTP. Both kinds behave the same; `uws` is about twice as fast. */
export type Engine = {
  readonly name: 'uws' | 'ws';
  /** The reason for this kind, for the log and the health route. */
  readonly why: string;
  readonly io: Server;
  /** Open connections that are no WebSockets. */
  readonly httpConnections: () => number;
  /** Bytes of this process that wait for the client of a connection. */
  readonly waiting: (connection: ClientConnection) => number;
  /** Ends a connection at once, without a goodbye, and drops all that waits. */
  readonly breakOff: (connection: ClientConnection) => void;
  /** Sends a WebSocket ping, behind everything sent before. */
  readonly ping: (connection: ClientConnection, payload: string) => void;
  /** Sets the listener of every pong, with its payload. */
  readonly onPong: (listener: (connection: ClientConnection, payload: string) => void) => void;
  /** Resolves to the port; for port 0 the system chooses one. Rejects with the reason in one line. */
  readonly listen: (host: string, port: number) => Promise<number>;
  /** Ends every connection and frees the port. */
  readonly close: () => Promise<void>;
};

export type EngineOptions = HandshakeChecks & {
  /** Absent: uWebSockets.js if it loads here, otherwise `ws`. */
  readonly wanted?: 'uws' | 'ws' | undefined;
  /** Answers every request that is not Socket.IO's. */
  readonly fetch: Fetch;
  /** Absent: without TLS. */
  readonly tls?: TlsFiles | undefined;
  /** Whether other processes of this server listen on the same port. */
  readonly sharesPort?: boolean;
  /** Where a relinked copy of uWebSockets.js may be kept. */
  readonly cacheDir: string;
  readonly log: Log;
  /** Absent: by the usual limit of open files. */
  readonly httpBounds?: HttpBounds;
  /** Called for each HTTP connection that the bounds end, at once or with its answer. */
  readonly httpEnded?: (why: HttpEnd) => void;
  /** Called for each message sent, with its bytes times its receivers. */
  readonly sent?: (way: SendKind, bytes: number) => void;
  /** Called for each connection ended because more than `MAX_WAITING_BYTES` waited for its client. */
  readonly overflowed?: () => void;
  /** Called for each connection ended because it pinged without end. */
  readonly pinged?: () => void;
};

/** Builds the engine. Rejects only if `uws` is demanded and does not load here. */
export const openEngine = async (options: EngineOptions): Promise<Engine> => {
  const { wanted, cacheDir, log } = options;
  if (wanted === 'ws') return wsEngine('asked for by ENGINE=ws', options);
  const loaded = await loadUws(cacheDir);
  if ('uws' in loaded) return uwsEngine(loaded.uws, loaded.how, options);
  if (wanted === 'uws') throw new Error(`ENGINE=uws, but uWebSockets.js does not load here: ${loaded.problem}`);
  log.warn(
    { problem: loaded.problem },
    'uWebSockets.js does not load here; the ws engine serves instead, at about half the commands per second',
  );
  return wsEngine(`uWebSockets.js does not load here: ${loaded.problem}`, options);
};
