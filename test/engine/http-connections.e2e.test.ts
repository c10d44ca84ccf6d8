import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { openTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';

const HANDSHAKE =
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
const REFUSED = HANDSHAKE.replace('Host', 'Origin: http://refused.example\r\nHost');

describe.each([
  ['uws', false],
  ['uws', true],
  ['ws', false],
  ['ws', true],
] as const)('connections of HTTP on %s, TLS: %s', (name, isTls) => {
  test('P10 each is counted while it is one of HTTP, and uncounted once, however it ends', async () => {
    const files = await makeCertificate(await temporaryFolder());
    const at = await openTestEngine(name, {
      fetch: () => new Promise((answer) => setTimeout(answer, 50, new Response('late'))),
      allowOrigin: () => false,
      httpBounds: { inAll: 100, perNetwork: 40 },
      ...(isTls ? { tls: { cert: files.certFile, key: files.keyFile } } : {}),
    });
    const open: Socket[] = [];
    const come = async (says: string, hears?: RegExp): Promise<Socket> => {
      const socket = isTls
        ? connectTls({ port: at.port, host: '127.0.0.1', ca: files.ca })
        : connect({ port: at.port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => undefined);
      open.push(socket);
      await once(socket, isTls ? 'secureConnect' : 'connect');
      socket.write(says);
      if (hears !== undefined) for (let heard = ''; !hears.test(heard); ) heard += String(await once(socket, 'data'));
      return socket;
    };
    const counted = (): number => at.engine.httpConnections();
    try {
      await come('');
      await come('GET / HT');
      await come('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', /late/);
      await expect.poll(counted).toBe(3);

      const websocket = await come(HANDSHAKE, /pingInterval/);
      await expect.poll(counted).toBe(3);
      const refused = await come(REFUSED, /403|400/);
      await expect.poll(() => refused.readableEnded).toBe(true);
      await come('no HTTP\r\n\r\n');
      (await come('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')).destroy();
      (await come('')).end();
      for (const each of open) each.destroy();
      await expect.poll(counted).toBe(0);
      expect(websocket.destroyed).toBe(true);
      await come('');
      await expect.poll(counted).toBe(1);
    } finally {
      for (const each of open) each.destroy();
      await at.stop();
    }
  });
});
