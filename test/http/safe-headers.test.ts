import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { allowOriginOf } from '../../server/engine/allow-origin.ts';
import { routeHttp } from '../../server/http/app.ts';
import { HttpAllowances } from '../../server/limits/http-allowances.ts';
import { createLog } from '../../server/telemetry/log.ts';

/** What reached a route behind the door. */
const reached: string[] = [];
const route = new Hono().all('/deed', (context) => {
  reached.push(context.req.method);
  return context.json({ done: true });
});
const broken = new Hono().get('/broken', () => {
  throw new Error('on purpose');
});
const made = new Hono();
routeHttp(made, {
  allowances: new HttpAllowances(20_000),
  cookieMark: '',
  isClosed: () => false,
  health: new Hono().get('/healthz', (context) => context.text('ok')),
  api: [route, broken],
  pages: ({ url }) => (new URL(url).pathname === '/' ? new Response('<!doctype html>') : undefined),
  allowOrigin: allowOriginOf(['https://listed.example']),
  now: () => 0,
  log: createLog('silent'),
});
const app = { fetch: (request: Request) => made.fetch(request, { address: '127.0.0.1' }) };
const PATHS = ['/', '/healthz', '/api/deed', '/api/broken', '/api/none', '/none', '/asyncapi.json'] as const;
const headersAt = async (url: string): Promise<Headers> => (await app.fetch(new Request(url))).headers;

describe('SAFE-3 what a browser is told with every answer, errors too', () => {
  test.each(PATHS)('%s runs, shows and asks for nothing from elsewhere', async (path) => {
    const policy = (await headersAt(`http://plates.example${path}`)).get('content-security-policy') ?? '';
    const directives = Object.fromEntries(
      policy.split('; ').map((each): [string, string] => {
        const [name = '', ...sources] = each.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(directives).toEqual({
      'default-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': "'self' ws://plates.example",
      'object-src': "'none'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
    });
    expect(policy).not.toContain('unsafe');
  });

  test.each(PATHS)(
    '%s is framed by nobody, guessed at by nobody, and tells nobody where one came from',
    async (path) => {
      const headers = await headersAt(`http://plates.example${path}`);
      expect({
        frame: headers.get('x-frame-options'),
        sniff: headers.get('x-content-type-options'),
        referrer: headers.get('referrer-policy'),
        opener: headers.get('cross-origin-opener-policy'),
        resource: headers.get('cross-origin-resource-policy'),
        by: headers.get('x-powered-by'),
      }).toEqual({
        frame: 'DENY',
        sniff: 'nosniff',
        referrer: 'no-referrer',
        opener: 'same-origin',
        resource: 'same-origin',
        by: null,
      });
      const permissions = headers.get('permissions-policy') ?? '';
      for (const power of ['camera', 'microphone', 'geolocation', 'payment', 'usb'])
        expect(permissions).toContain(`${power}=()`);
    },
  );

  test.each(PATHS)('%s insists on TLS once it was asked for over TLS, and not before', async (path) => {
    expect((await headersAt(`https://plates.example${path}`)).get('strict-transport-security')).toBe(
      'max-age=31536000',
    );
    expect((await headersAt(`http://plates.example${path}`)).get('strict-transport-security')).toBeNull();
    const policy = (await headersAt(`https://plates.example${path}`)).get('content-security-policy');
    expect(policy).toContain("connect-src 'self' wss://plates.example;");
  });
});

describe('SAFE-3 a page of another site can have nothing done in somebody’s name', () => {
  const does = async (method: string, headers: Record<string, string>): Promise<string> => {
    reached.length = 0;
    const asked = { method, headers: { host: 'plates.example', ...headers } };
    const said = (await (await app.fetch(new Request('https://plates.example/api/deed', asked))).json()) as {
      refusal?: { code: string };
    };
    expect(reached).toHaveLength(said.refusal === undefined ? 1 : 0);
    return said.refusal?.code ?? 'done';
  };
  const DEEDS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

  test.each(DEEDS)('%s from another site, from nowhere, or from a name like ours is refused', async (method) => {
    for (const origin of [
      'https://evil.example',
      'https://plates.example.evil.example',
      'https://plates.example:444',
      'https://evil.example/https://listed.example',
      'https://listed.example.evil.example',
      'null',
      '',
      'plates.example',
    ])
      expect(await does(method, { origin }), origin).toBe('originRefused');
    for (const site of ['cross-site', 'same-site'])
      expect(await does(method, { 'sec-fetch-site': site }), site).toBe('originRefused');
  });

  test.each(DEEDS)('%s from our own page, from a listed one, or from no browser is done', async (method) => {
    expect(await does(method, { origin: 'https://plates.example', 'sec-fetch-site': 'same-origin' })).toBe('done');
    expect(await does(method, { origin: 'https://listed.example', 'sec-fetch-site': 'cross-site' })).toBe('done');
    expect(await does(method, {})).toBe('done');
  });

  test('reading is left to the browser, which shows the answer to no other site', async () => {
    expect(await does('GET', { origin: 'https://evil.example' })).toBe('done');
    const asked = new Request('https://plates.example/api/deed', { headers: { origin: 'https://evil.example' } });
    expect((await app.fetch(asked)).headers.get('access-control-allow-origin')).toBeNull();
  });
});
