import { once } from 'node:events';
import { createServer } from 'node:net';
import { codeOf, freePort, listenError } from '../engine/port.ts';

/**
 * Claims a port for this server alone, though its own workers share it, and chooses one for 0. Workers on uWebSockets.js
 * share it by SO_REUSEPORT, which would let in another server's workers just as silently.
 *
 * Listening for an instant without that option finds out whether another program listens already. Two servers that
 * start at once would both find the port free; so the claim is held, as long as the server lives, under a name of which
 * Linux allows one in a network namespace, and which vanishes with its process. Rejects with one clear line.
 */
export const claimPort = async (
  host: string,
  wanted: number,
): Promise<{ readonly port: number; readonly release: () => Promise<void> }> => {
  const port = await freePort(host, wanted);
  if (process.platform !== 'linux') return { port, release: async () => undefined };
  const claim = createServer((socket) => socket.destroy());
  claim.unref();
  try {
    claim.listen(`\0xuanhao ${host} ${port}`);
    await once(claim, 'listening');
  } catch (error) {
    throw listenError(host, port, codeOf(error));
  }
  return {
    port,
    release: async () => {
      claim.close();
      await once(claim, 'close');
    },
  };
};
