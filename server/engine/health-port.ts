import { once } from 'node:events';
import { createServer } from 'node:http';
import type { EngineOptions } from './engine.ts';
import type { Fetch } from './exchange.ts';
import { serveNodeHttp } from './node-http.ts';
import { codeOf, listenError } from './port.ts';

/** The only paths served there. */
const PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/**
 * Opens a port that serves health alone, on Node's own HTTP server. uWebSockets.js refuses requests in HTTP/1.0 before
 * this server sees them, and balancers such as HAProxy ask in it by default. Resolves to a function that closes the
 * port; rejects with the reason in one line.
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
