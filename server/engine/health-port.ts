import { once } from 'node:events';
import { createServer } from 'node:http';
import type { EngineOptions } from './engine.ts';
import type { Fetch } from './exchange.ts';
import { serveNodeHttp } from './node-http.ts';
import { codeOf, listenError } from './port.ts';

/** What may be asked there. */
const PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/**
 * Listens on a port where nothing but health is told. Balancers that ask in HTTP/1.0, as HAProxy does by itself, are
 * refused by uWebSockets.js before anything of ours hears of it; here Node's own server answers them. Answers a way to
 * end it; rejects with one clear line.
 */
export const openHealthPort = async (
  at: { readonly host: string; readonly port: number },
  { fetch, peers, log }: Pick<EngineOptions, 'fetch' | 'peers' | 'log'>,
): Promise<() => Promise<void>> => {
  const healthOnly: Fetch = async (request, peer) =>
    PATHS.has(new URL(request.url).pathname) ? fetch(request, peer) : new Response('not found\n', { status: 404 });
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 5_000 },
    serveNodeHttp({ fetch: healthOnly, peers, log }),
  );
  try {
    server.listen(at);
    await once(server, 'listening');
  } catch (error) {
    throw listenError(at.host, at.port, codeOf(error));
  }
  return async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
};
