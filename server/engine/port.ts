import { once } from 'node:events';
import { createServer } from 'node:net';

/** The reason in one line why a port cannot be opened, from the system's error code. */
export const listenError = (host: string, port: number, code: string | undefined): Error => {
  if (code === 'EADDRINUSE') return new Error(`port ${port} is already in use`);
  if (code === 'EACCES')
    return new Error(`port ${port} may not be used by this account; ports below 1024 often need root`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Error(`this machine has no address ${host} to listen on`);
  return new Error(`cannot listen on ${host} port ${port}${code ? ` (${code})` : ''}`);
};

/** Asks the system through node why a port cannot be opened: uWebSockets.js reports only the failure. */
export const whyNotListening = (host: string, port: number): Promise<Error> =>
  probe(host, port).then(
    () => listenError(host, port, undefined),
    (error: Error) => error,
  );

/**
 * A port that is free at this moment; the wanted one, if named. uWebSockets.js needs the number instead of 0: only then
 * does it make the port usable again at once after a restart (SO_REUSEADDR).
 */
export const freePort = (host: string, wanted = 0): Promise<number> => probe(host, wanted);

/** Listens on a port for an instant and resolves to its number; rejects with the reason in one line. */
const probe = async (host: string, port: number): Promise<number> => {
  const server = createServer();
  try {
    // Exclusive: otherwise node in a worker asks its supervisor to listen.
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw listenError(host, port, codeOf(error));
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : port;
};

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
