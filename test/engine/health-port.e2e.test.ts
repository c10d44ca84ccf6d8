import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../server/engine/port.ts';
import { TestServer } from '../support/server.ts';

/** What a balancer's check hears that speaks as HAProxy's does by itself. */
const checked = async (port: number, request: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  return text(socket);
};

test.each([
  ['uws', '1'],
  ['uws', '2'],
  ['ws', '1'],
] as const)(
  'SAFE-3 a health check in HTTP/1.0 without a Host is answered, on %s with %s processes',
  async (engine, WORKERS) => {
    const port = await freePort('127.0.0.1');
    const server = await TestServer.start({ engine, env: { HEALTH_PORT: String(port), WORKERS } });
    onTestFinished(() => server.stop());
    for (const path of ['/healthz', '/readyz']) {
      expect(await checked(port, `GET ${path} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /);
      expect(await checked(port, `OPTIONS ${path} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1.1 (404|200) /);
    }
    for (const path of ['/', '/api/session', '/metrics', '/desk'])
      expect(await checked(port, `GET ${path} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1.1 404 /);
    if (engine === 'ws')
      expect(await checked(Number(new URL(server.url).port), 'GET /readyz HTTP/1.0\r\n\r\n')).toMatch(
        /^HTTP\/1.1 200 /,
      );
  },
);
