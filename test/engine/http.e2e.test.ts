import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES } from '../../server/engine/exchange.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

/** A page for each thing that an engine must carry. */
const answerOf = async (request: Request, peer: { address: string }): Promise<Response> => {
  const { pathname, href } = new URL(request.url);
  switch (pathname) {
    case '/echo':
      return Response.json({
        method: request.method,
        href,
        peer: peer.address,
        said: request.headers.get('x-said'),
        body: await request.text(),
      });
    case '/cookies': {
      const headers = new Headers({ 'x-one': '1' });
      headers.append('set-cookie', 'a=1; Path=/');
      headers.append('set-cookie', 'b=2; Path=/');
      return new Response('ok', { status: 201, headers });
    }
    case '/unchanged':
      return new Response(null, { status: 304, headers: { etag: '"x"' } });
    case '/slow':
      await delay(100);
      return new Response('late');
    case '/large':
      return new Response(new Uint8Array(3_000_000).fill(7));
    case '/fault':
      throw new Error('the password is swordfish');
    default:
      return new Response('no', { status: 404 });
  }
};

/** Writes bytes to a fresh connection and reads until it ends, or until `enough` is seen. */
const talk = async (port: number, text: string, enough: RegExp): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(text);
  let heard = '';
  for await (const chunk of socket) {
    heard += String(chunk);
    if (enough.test(heard)) break;
  }
  socket.destroy();
  return heard;
};

describe.each(['uws', 'ws'] as const)('HTTP on %s', (name) => {
  let at: TestEngine;
  beforeAll(async () => {
    at = await openTestEngine(name, { fetch: answerOf });
  });
  afterAll(() => at.stop());

  test('GET: method, absolute address, query, headers and peer arrive', async () => {
    const response = await fetch(`${at.url}/echo?a=1&b=%20`, { headers: { 'x-said': 'hello' } });
    expect(await response.json()).toEqual({
      method: 'GET',
      href: `${at.url}/echo?a=1&b=%20`,
      peer: '127.0.0.1',
      said: 'hello',
      body: '',
    });
  });

  test('POST and DELETE: the body arrives whole, up to the limit itself', async () => {
    for (const method of ['POST', 'DELETE']) {
      const body = '号'.repeat(100);
      const response = await fetch(`${at.url}/echo`, { method, body });
      expect(await response.json()).toMatchObject({ method, body });
    }
    const most = 'x'.repeat(MAX_BODY_BYTES);
    expect(await (await fetch(`${at.url}/echo`, { method: 'POST', body: most })).json()).toMatchObject({ body: most });
  });

  test('SAFE-3 a body over the limit is refused, whether announced or not, and the next request is served', async () => {
    const announced = await fetch(`${at.url}/echo`, { method: 'POST', body: 'x'.repeat(MAX_BODY_BYTES + 1) });
    expect(announced.status).toBe(413);
    const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
    const streamed = `POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(3)}0\r\n\r\n`;
    expect(await talk(at.port, streamed, /\r\n\r\n/)).toMatch(/^HTTP\/1.1 413 /);
    expect((await fetch(`${at.url}/echo`)).status).toBe(200);
  });

  test('status and headers travel, several cookies too', async () => {
    const response = await fetch(`${at.url}/cookies`);
    expect(response.status).toBe(201);
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/']);
  });

  test('HEAD has the length and no body; 304 has neither', async () => {
    const both = `HEAD /cookies HTTP/1.1\r\nHost: a\r\n\r\nGET /unchanged HTTP/1.1\r\nHost: a\r\n\r\n`;
    const heard = await talk(at.port, both, /304[^]*\r\n\r\n/);
    const [head = '', unchanged = ''] = heard.split('\r\n\r\n');
    expect(head.toLowerCase()).toContain('content-length: 2');
    expect(unchanged).toMatch(/^HTTP\/1.1 304 /);
    expect(unchanged.toLowerCase()).not.toContain('content-length');
  });

  const withCookies = (bytes: number, path = '/echo'): string =>
    `GET ${path} HTTP/1.1\r\nHost: a\r\nX-Said: hello\r\nCookie: a=${'b'.repeat(bytes)}\r\n\r\n`;

  test.each([3_600, 15_000])('SAFE-3 with %d bytes of other services’ cookies a request is answered', async (bytes) => {
    expect(await talk(at.port, withCookies(bytes), /"body"/)).toMatch(/^HTTP\/1.1 200 [^]*"said":"hello"/);
  });

  test('SAFE-3 beyond the limit a page says so in both languages', async () => {
    const heard = await talk(at.port, withCookies(17_000), /<\/html>/);
    expect(heard).toMatch(/^HTTP\/1.1 431 /);
    expect(heard.toLowerCase()).toContain('content-type: text/html; charset=utf-8');
    for (const words of ['Cookie 过多', 'Too many cookies']) expect(heard).toContain(words);
  });

  test('SAFE-3 far beyond it the connection ends, with 431 all the same, and the next is served', async () => {
    expect(await talk(at.port, withCookies(200_000), /<\/(h1|html)>/)).toMatch(/^HTTP\/1.1 431 /);
    expect((await fetch(`${at.url}/echo`)).status).toBe(200);
  });

  test('SAFE-3 a request that names no host in HTTP/1.1 is answered by the rules: 400, or as one that names none', async () => {
    expect(await talk(at.port, 'GET /echo HTTP/1.1\r\n\r\n', /HTTP\/1.1/)).toMatch(/^HTTP\/1.1 400 /);
    const empty = await talk(at.port, 'GET /echo HTTP/1.1\r\nHost:\r\n\r\n', /"body"/);
    expect(empty).toContain('"href":"http://localhost/echo"');
  });

  test('a large answer arrives whole', async () => {
    const bytes = new Uint8Array(await (await fetch(`${at.url}/large`)).arrayBuffer());
    expect(bytes.length).toBe(3_000_000);
    expect(bytes.every((byte) => byte === 7)).toBe(true);
  });

  test('SAFE-3 who leaves before the answer harms nobody', async () => {
    for (let i = 0; i < 20; i++) {
      const socket = connect(at.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
      await delay(2);
      socket.resetAndDestroy();
    }
    const half = connect(at.port, '127.0.0.1');
    half.write('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
    await delay(20);
    half.resetAndDestroy();
    expect(await (await fetch(`${at.url}/slow`)).text()).toBe('late');
  });

  test('SAFE-3 a fault is a bare 500', async () => {
    const response = await fetch(`${at.url}/fault`);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('Internal Server Error\n');
  });

  test.each([
    ['a strange Host', 'GET /echo HTTP/1.1\r\nHost: a b@c/d\r\n\r\n'],
    ['no Host', 'GET /echo HTTP/1.1\r\n\r\n'],
    ['TRACE', 'TRACE /echo HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no HTTP at all', 'hello there, how are you\r\n\r\n'],
  ])('SAFE-3 %s is refused', async (_, text) => {
    expect(await talk(at.port, text, /\r\n\r\n/)).toMatch(/^(HTTP\/1.1 [45]|$)/);
    expect((await fetch(`${at.url}/echo`)).status).toBe(200);
  });
});
