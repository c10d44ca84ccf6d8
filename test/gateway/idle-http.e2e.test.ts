import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../verification/actors/applicant.ts';
import { ask } from '../../verification/actors/ask.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import { TestServer } from '../support/server.ts';

const OPEN_FILES = 600;
const IDLE = 561;
const REQUEST = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Holds connections of one address: silent, or idle after an answer, as far as the server lets them be. */
const hold = async (port: number, { asks }: { readonly asks: boolean }): Promise<Socket[]> =>
  Promise.all(
    Array.from({ length: IDLE }, async () => {
      const socket = connectTcp({ port, host: '127.0.0.1', localAddress: '127.0.0.3' });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      if (!asks) return socket.resume();
      socket.write(REQUEST);
      await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => undefined);
      return socket;
    }),
  );

describe.each(['uws', 'ws'] as const)('idle connections of HTTP, on %s', (engine) => {
  test.each([
    ['silent ones', false],
    ['kept ones', true],
  ] as const)('P10 hundreds of one address keep nobody out: %s', async (_, asks) => {
    const server = await TestServer.start({ engine, openFiles: OPEN_FILES });
    onTestFinished(() => server.stop());
    const held = await hold(Number(new URL(server.url).port), { asks });
    const open = await server.figure('xuanhao_http_connections');
    expect(open).toBeGreaterThan(1);
    expect(open).toBeLessThan(100);
    expect((await ask(`${server.url}/`, { from: '127.0.0.2' })).status).toBe(200);
    const newcomer = await connect(server.url, await signIn(server.url, 'demo1'), { localAddress: '127.0.0.2' });
    expect(await newcomer.draw()).toMatchObject({ stage: 'picking' });
    const ended = async (why: string) => server.figure(`xuanhao_http_ended_total{why="${why}"}`);
    expect((await ended('idle')) + (await ended('refused'))).toBeGreaterThanOrEqual(IDLE - open);
    newcomer.leave();

    for (const socket of held) socket.destroy();
    // The one that asks, and another one that its client may keep.
    await expect.poll(() => server.figure('xuanhao_http_connections')).toBeLessThanOrEqual(2);
    expect((await ask(`${server.url}/healthz`, { from: '127.0.0.3' })).status).toBe(200);
  });
});
