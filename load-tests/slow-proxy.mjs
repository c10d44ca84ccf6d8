// @ts-check
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** How many bytes a second one connection receives: fewer than the server sends it. */
const RATE = 2_048;
/** From one piece to the next, in ms. */
const TICK = 250;

/**
 * A proxy to a server that limits how fast its clients receive, and not how fast they send, in the first seconds of each
 * connection. k6 reads as fast as it can, so this proxy gives its people slow lines.
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
    // The stream never flows by itself: unread bytes stay in the system's buffers, and then in the server's.
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
