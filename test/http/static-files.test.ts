import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { loadStaticFiles, type StaticFiles } from '../../server/http/static-files.ts';
import { temporaryFolder } from '../support/folder.ts';

const PAGE = '<!doctype html>选号';
const SCRIPT = 'console.log(1);';
let files: StaticFiles;

beforeEach(async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'index.html.br'), brotliCompressSync(PAGE));
  await writeFile(join(folder, 'index.html.gz'), gzipSync(PAGE));
  await writeFile(join(folder, 'assets', 'index-a1b2c3.js'), SCRIPT);
  files = await loadStaticFiles(folder);
});

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  files(new Request(`http://localhost${path}`, { method, headers }));
const asked = (path: string, headers: Record<string, string> = {}, method = 'GET'): Response => {
  const response = ask(path, headers, method);
  if (!response) throw new Error(`nothing at ${path}`);
  return response;
};

test('the page is asked for anew each time; what carries its hash is kept for ever', async () => {
  const page = asked('/?x=1');
  expect(await page.text()).toBe(PAGE);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const script = asked('/assets/index-a1b2c3.js');
  expect(await script.text()).toBe(SCRIPT);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test.each([
  ['', null],
  ['gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0.5, gzip;q=0.8', 'gzip'],
  ['br;q=0, gzip;q=0', null],
  ['br;q=0, *', 'gzip'],
  ['*', 'br'],
  ['*;q=0', null],
  ['identity, gzip;q=0.2', null],
  ['GZIP', 'gzip'],
  ['br;q=nonsense', null],
])('Accept-Encoding %j gets %j', (accepted, encoding) => {
  expect(asked('/', { 'accept-encoding': accepted }).headers.get('content-encoding')).toBe(encoding);
});

test('the bytes are those of the encoding, and a cache is told what they depend on', async () => {
  const response = asked('/', { 'accept-encoding': 'br' });
  expect(Buffer.from(await response.arrayBuffer())).toEqual(brotliCompressSync(PAGE));
  expect(response.headers.get('vary')).toBe('accept-encoding');
  expect(asked('/assets/index-a1b2c3.js', { 'accept-encoding': 'br' }).headers.get('content-encoding')).toBeNull();
});

test('who has the same already hears 304, in the same encoding only', async () => {
  const etag = asked('/').headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
    const response = asked('/', { 'if-none-match': known });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe('');
  }
  expect(asked('/', { 'if-none-match': '"other"' }).status).toBe(200);
  expect(asked('/', { 'if-none-match': etag, 'accept-encoding': 'br' }).status).toBe(200);
});

test('HEAD has the length and no body', async () => {
  const response = asked('/', {}, 'HEAD');
  expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(PAGE)));
  expect(await response.text()).toBe('');
});

test('SAFE-3 what is no file is left to others', async () => {
  for (const path of [
    '/no',
    '/assets',
    '/index.html.br',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%ff',
    '/assets%2f..%2f..%2fetc/passwd',
  ])
    expect(ask(path)).toBeUndefined();
  expect(ask('/', {}, 'POST')).toBeUndefined();
  expect((await loadStaticFiles('/no/such/folder'))(new Request('http://localhost/'))).toBeUndefined();
});
