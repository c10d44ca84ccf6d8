import type { Server } from 'socket.io';
import type { Log } from '../telemetry/log.ts';
import type { ClientConnection, SendKind } from './client-connection.ts';
import type { Fetch } from './exchange.ts';
import { loadUws } from './load-uws.ts';
import type { Doorkeeping } from './socket-options.ts';
import type { TlsFiles } from './tls.ts';
import { uwsEngine } from './uws-engine.ts';
import { wsEngine } from './ws-engine.ts';

/** What carries sockets and HTTP. Both kinds behave the same; one is about twice as fast. */
export type Engine = {
  readonly name: 'uws' | 'ws';
  /** How it came to be this one, for the log and the health route. */
  readonly why: string;
  readonly io: Server;
  /** Bytes of this process that wait for the client of a line. */
  readonly waiting: (line: ClientConnection) => number;
  /** Ends a line at once and without a word; what waits is thrown away. */
  readonly breakOff: (line: ClientConnection) => void;
  /** Sends a WebSocket's own ping, behind all that was sent before. */
  readonly ping: (line: ClientConnection, payload: string) => void;
  /** Tells of each pong, with its payload. */
  readonly onPong: (heard: (line: ClientConnection, payload: string) => void) => void;
  /** Resolves to the port, which the system chose where 0 was asked for. Rejects with one clear line. */
  readonly listen: (host: string, port: number) => Promise<number>;
  /** Ends every connection and frees the port. */
  readonly close: () => Promise<void>;
};

export type EngineOptions = Doorkeeping & {
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
  /** Told of each message that was sent, with its bytes times its receivers. */
  readonly sent?: (way: SendKind, bytes: number) => void;
  /** Told of each line that was ended because more than `MAX_WAITING` waited for its client. */
  readonly overflowed?: () => void;
  /** Told of each line that was ended because it pinged without end. */
  readonly pinged?: () => void;
};

/** Builds the engine. Rejects only where `uws` is demanded and does not load here. */
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
