// @ts-check
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** The bytes a second that one connection may read: fewer than the server sends it in a rush. */
const RATE = 2_048;
/** In ms. */
const TICK = 250;

/**
 * A narrow pipe to a server: what its clients say goes through at once, what they are told drips, until each connection
 * has stood for some time. k6 reads whatever comes, so this is how it plays people whose lines are slow.
 * @param {string} target the server's `http://…`
 * @param {number} seconds how long a connection is slow
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export const openSlowProxy = async (target, seconds) => {
  const { hostname, port, protocol } = new URL(target);
  /** @type {Set<import('node:net').Socket>} */
  const open = new Set();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect(Number(port) || (protocol === 'https:' ? 443 : 80), hostname);
    open.add(client).add(upstream);
    client.pipe(upstream);
    // Never flowing: what is not asked for stays with the system, and then with the server.
    const drip = setInterval(() => {
      const part = /** @type {Buffer | null} */ (
        upstream.read(Math.min(upstream.readableLength, (RATE * TICK) / 1_000))
      );
      if (part !== null) client.write(part);
    }, TICK);
    const widen = setTimeout(() => {
      clearInterval(drip);
      upstream.pipe(client);
    }, seconds * 1_000);
    const end = () => {
      clearInterval(drip);
      clearTimeout(widen);
      for (const socket of [client, upstream]) {
        socket.destroy();
        open.delete(socket);
      }
    };
    for (const socket of [client, upstream]) socket.once('close', end).on('error', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${own}`,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};
