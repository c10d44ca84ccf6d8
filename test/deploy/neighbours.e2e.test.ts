import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../verification/actors/applicant.ts';
import { ask, cookiesOf } from '../../verification/actors/ask.ts';
import { TestBrowser } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';

/** Some page of somebody else's, on a port of its own: for a browser another origin of the same site. */
const openPage = async (): Promise<string> => {
  const page = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html>hello'),
  );
  page.listen(0, '127.0.0.1');
  await once(page, 'listening');
  onAfter.push(() => page.close());
  const address = page.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};
const onAfter: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of onAfter) await close();
});

describe.each(['uws', 'ws'] as const)('beside neighbours, on %s', (engine) => {
  let server: TestServer;
  let listed: string;
  let unlisted: string;
  beforeAll(async () => {
    [listed, unlisted] = await Promise.all([openPage(), openPage()]);
    server = await TestServer.start({ engine, env: { ALLOWED_ORIGINS: listed } });
  }, 90_000);
  afterAll(() => server.stop());

  const signIn = (url: string, headers: Record<string, string> = {}) =>
    ask(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ userName: 'demo1', passPhrase: 'demo' }),
    });
  const who = async (url: string, cookie: string): Promise<number> =>
    (await ask(`${url}/api/session`, { headers: { cookie } })).status;

  test('SAFE-3 two servers on one host and two ports do not sign each other’s people out', async () => {
    const other = await TestServer.start({ engine });
    onTestFinished(() => other.stop());
    const [here, there] = [cookiesOf(await signIn(server.url)).sent, cookiesOf(await signIn(other.url)).sent];
    expect(here.split('=')[0]).not.toBe(there.split('=')[0]);
    // As one browser has them both: it parts no cookies by port.
    const both = `${there}; ${here}`;
    expect([await who(server.url, both), await who(other.url, both)]).toEqual([200, 200]);
    const out = await ask(`${other.url}/api/session`, { method: 'DELETE', headers: { cookie: both } });
    expect(cookiesOf(out).set).not.toContain(here.split('=')[0]);
    expect([await who(server.url, both), await who(other.url, both)]).toEqual([200, 204]);
    const applicant = await connect(server.url, undefined, { extraHeaders: { cookie: both } });
    expect(applicant.at('choosing')).toMatchObject({ triesLeft: 20 });
    applicant.leave();
    await server.restart();
    expect(cookiesOf(await signIn(server.url)).sent.split('=')[0]).toBe(here.split('=')[0]);
    // A cookie of the version before is one without a mark.
    const before = here.replace(/^xuanhao_session_[\da-f]{8}=/, 'xuanhao_session=');
    expect([await who(server.url, before), await who(other.url, before)]).toEqual([200, 204]);
  });

  test('SAFE-3 with 3.6 KB of other services’ cookies pages, the interface and sockets work', async () => {
    const { sent } = cookiesOf(await signIn(server.url));
    const cookie = `${'other=0123456789abcdef; '.repeat(156)}${sent}`;
    expect(cookie.length).toBeGreaterThan(3_600);
    for (const path of ['/', '/desk', '/api/session', '/healthz'])
      expect((await ask(`${server.url}${path}`, { headers: { cookie } })).status, path).toBe(200);
    const applicant = await connect(server.url, undefined, { extraHeaders: { cookie } });
    expect(applicant.at('choosing')).toMatchObject({ triesLeft: 20 });
    applicant.leave();
  });

  test('SAFE-3 a page of a listed origin can do everything with a token, and nothing by a cookie', async () => {
    const browser = new TestBrowser();
    onTestFinished(() => browser.close());
    const visitor = await browser.visit(listed, { mayComplain: true });
    await visitor.page.goto(listed);
    const done = await visitor.page.evaluate(tryEverything, server.url);
    expect(done).toMatchObject({
      signedIn: 200,
      who: 'demo2',
      out: 204,
      after: 204,
      socket: expect.stringMatching(/^0\{/),
    });
    expect(await visitor.context.cookies()).toEqual([]);
    const stranger = await browser.visit(unlisted, { mayComplain: true });
    await stranger.page.goto(unlisted);
    await expect(stranger.page.evaluate(tryEverything, server.url)).rejects.toThrow(/Failed to fetch/);
  });

  test('SAFE-3 an origin that is not listed is told nothing, and a listed one may send no cookie', async () => {
    const { sent: cookie } = cookiesOf(await signIn(server.url));
    const heardBy = (origin: string, more: Record<string, string> = {}) =>
      ask(`${server.url}/api/session`, { headers: { origin, cookie, ...more } });
    const [own, partner, stranger] = await Promise.all([server.url, listed, unlisted].map((origin) => heardBy(origin)));
    expect([own?.status, partner?.status, stranger?.status]).toEqual([200, 204, 204]);
    expect(partner?.headers['access-control-allow-origin']).toBe(listed);
    expect(stranger?.headers['access-control-allow-origin']).toBeUndefined();
    for (const heard of [own, partner, stranger]) {
      expect(heard?.headers.vary).toContain('Origin');
      expect(heard?.headers['access-control-allow-credentials']).toBeUndefined();
    }
    const preflight = (origin: string) =>
      ask(`${server.url}/api/session`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const [asked, refused] = await Promise.all([preflight(listed), preflight(unlisted)]);
    expect([asked.status, asked.headers['access-control-allow-headers']]).toEqual([
      204,
      'authorization, content-type, x-account',
    ]);
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
    expect(refused.headers['access-control-allow-methods']).toBeUndefined();
    // One that asks for a cookie is given the token instead: a cookie it could not use.
    const given = await signIn(server.url, { origin: listed });
    expect(given.headers['set-cookie']).toBeUndefined();
    expect(JSON.parse(given.text)).toMatchObject({ token: expect.any(String) });
    const watcher = await connect(server.url, undefined, { extraHeaders: { cookie, origin: listed } });
    expect(watcher.welcome.selection).toBeNull();
    watcher.leave();
  });
});

/** Runs in the page: signs in, asks who that is, opens a socket, signs out. */
const tryEverything = async (url: string) => {
  const asked = (method: string, headers: Record<string, string>, body?: string) =>
    fetch(`${url}/api/session`, { method, headers, ...(body === undefined ? {} : { body }) });
  const sentBody = JSON.stringify({ userName: 'demo2', passPhrase: 'demo', tokenIn: 'body' });
  const response = await asked('POST', { 'content-type': 'application/json' }, sentBody);
  const { token } = (await response.json()) as { token: string };
  const authorization = `Bearer ${token}`;
  const { userName } = (await (await asked('GET', { authorization })).json()) as { userName: string };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const said = await new Promise<string>((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve(String(data)));
    socket.addEventListener('close', () => resolve('closed'));
  });
  socket.close();
  const out = (await asked('DELETE', { authorization })).status;
  const after = (await asked('GET', { authorization })).status;
  return { signedIn: response.status, who: userName, socket: said, out, after };
};
