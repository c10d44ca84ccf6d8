import { once } from 'node:events';
import { createServer } from 'node:net';
import { codeOf, freePort, listenError } from '../engine/port.ts';

/**
 * Makes sure that a port will be this server's alone, though its own workers share it, and chooses one for 0. Workers
 * on uWebSockets.js share by SO_REUSEPORT, which would let in another server's workers just as silently.
 *
 * Who listens already is found out by listening for an instant without that option. Two servers that start at once
 * would both find the port free; so the claim is held, as long as the server lives, under a name of which Linux
 * allows one in a network namespace, and which vanishes with its process. Rejects with one clear line.
 */
export const claimPort = async (
  host: string,
  wanted: number,
): Promise<{ readonly port: number; readonly release: () => Promise<void> }> => {
  const port = await freePort(host, wanted);
  if (process.platform !== 'linux') return { port, release: async () => undefined };
  const claim = createServer((asker) => asker.destroy());
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
