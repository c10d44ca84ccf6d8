import { expect, test } from 'vitest';
import { type Config, readConfig } from '../../server/config.ts';
import { DemoDesk } from '../../server/desk/demo-desk.ts';

type Caller = { readonly address: string; readonly headers: Readonly<Record<string, string>> };

const desk = (env: NodeJS.ProcessEnv = {}): DemoDesk => new DemoDesk(readConfig(env) as Config);
const here = { address: '127.0.0.1', headers: { host: 'localhost:9000' } };
const admits = ({ address, headers }: Caller, env?: NodeJS.ProcessEnv): boolean =>
  desk(env).admits({ address, headers: Object.entries(headers) });

test.each<[string, Caller]>([
  ['a browser at this machine', here],
  ['by address', { address: '127.0.0.1', headers: { host: '127.0.0.1:9000', origin: 'http://127.0.0.1:9000' } }],
  ['over IPv6', { address: '::1', headers: { host: '[::1]:9000', origin: 'http://[::1]:9000' } }],
  ['another name of this machine', { address: '127.8.9.1', headers: { host: 'demo.localhost' } }],
])('the demo’s desk admits %s', (_, caller) => {
  expect(admits(caller)).toBe(true);
});

test.each<[string, Caller]>([
  ['a neighbour', { ...here, address: '192.0.2.7' }],
  ['a neighbour over IPv6', { ...here, address: 'fd00::7' }],
  ['an address that only begins like a local one', { ...here, address: '127.0.0.1.example.org' }],
  ['nobody knows whom', { ...here, address: '' }],
  ['a name that somebody points here', { ...here, headers: { host: 'rebound.example.org:9000' } }],
  ['a name that only begins like a local one', { ...here, headers: { host: 'localhost.example.org' } }],
  ['a page of another site', { ...here, headers: { ...here.headers, origin: 'https://example.org' } }],
  ['a page without an origin', { ...here, headers: { ...here.headers, origin: 'null' } }],
  ...[
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-forwarded-host',
    'forwarded',
    'via',
    'x-real-ip',
    'x-client-ip',
    'true-client-ip',
    'x-original-forwarded-for',
    'x-envoy-external-address',
    'cf-connecting-ip',
    'fly-client-ip',
  ].map((name): [string, Caller] => [
    `what a proxy passed on with ${name}`,
    { ...here, headers: { ...here.headers, [name]: '::1' } },
  ]),
])('the demo’s desk does not admit %s, unless it is open everywhere', (_, caller) => {
  expect(admits(caller)).toBe(false);
  expect(admits(caller, { DEMO_DESK: 'everywhere' })).toBe(true);
});

test.each([
  [{ TRUSTED_PROXIES: '127.0.0.1' }, 'TRUSTED_PROXIES'],
  [{ ALLOWED_ORIGINS: 'http://localhost:5173, https://example.org' }, 'ALLOWED_ORIGINS'],
])('%j says that others reach this server: the demo’s desk admits nobody, and names the setting', (env, name) => {
  expect(desk(env).closedBy).toEqual([name]);
  expect(admits(here, env)).toBe(false);
  expect(admits(here, { ...env, DEMO_DESK: 'everywhere' })).toBe(true);
});

test('TLS of its own says so too, and an origin at this machine does not', () => {
  const config = readConfig({}) as Config;
  expect(new DemoDesk({ ...config, tls: { cert: 'a', key: 'b' } }).closedBy).toEqual(['TLS_CERT']);
  expect(admits(here, { ALLOWED_ORIGINS: 'http://localhost:5173' })).toBe(true);
});

test('without a demo it admits nobody, wherever it is open', () => {
  expect(admits(here, { DEMO_ACCOUNTS: '0', DEMO_DESK: 'everywhere' })).toBe(false);
});
