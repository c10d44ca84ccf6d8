import type { Server } from 'socket.io';
import type { Log } from '../telemetry/log.ts';
import type { Fetch } from './exchange.ts';
import { loadUws } from './load-uws.ts';
import type { AllowOrigin } from './socket-options.ts';
import { uwsEngine } from './uws-engine.ts';
import { wsEngine } from './ws-engine.ts';

/** What carries sockets and HTTP. Both kinds behave the same; one is about twice as fast. */
export type Engine = {
  readonly name: 'uws' | 'ws';
  /** How it came to be this one, for the log and the health route. */
  readonly why: string;
  readonly io: Server;
  /** Resolves to the port, which the system chose where 0 was asked for. Rejects with one clear line. */
  readonly listen: (host: string, port: number) => Promise<number>;
  /** Ends every connection and frees the port. */
  readonly close: () => Promise<void>;
};

export type EngineOptions = {
  /** Absent: uWebSockets.js if it loads here, otherwise `ws`. */
  readonly wanted?: 'uws' | 'ws' | undefined;
  /** Answers every request that is not Socket.IO's. */
  readonly fetch: Fetch;
  readonly allowOrigin: AllowOrigin;
  /** Whether other processes of this server listen on the same port. */
  readonly sharesPort?: boolean;
  /** Where a relinked copy of uWebSockets.js may be kept. */
  readonly cacheDir: string;
  readonly log: Log;
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
