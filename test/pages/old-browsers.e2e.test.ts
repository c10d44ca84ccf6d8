import { readdirSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

const PAGES = join(projectRoot, 'dist/client');

/** What came to Chrome after version 100, to Safari after 15.4, or to Firefox after 100, and what `forget` takes away. */
const TOO_NEW = {
  js: [
    /\.(toSorted|toReversed|toSpliced|isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference|withResolvers)\b/,
    /\.(findLast|findLastIndex|isWellFormed|toWellFormed|throwIfAborted|checkVisibility)\b/,
    // Whatever it is called on: a name of our own is another.
    /\.at\(/,
    /\bObject\.hasOwn\b/,
    /\bPromise\.try\b/,
    /\bURL\.parse\b/,
    /\b(structuredClone|requestIdleCallback)\b/,
    /\.with\(\s*[\w$.]+\s*,/,
    /\b(Object|Map)\.groupBy\b/,
    /\bArray\.fromAsync\b/,
    /\bAbortSignal\.(any|timeout)\b/,
    /\b(URL|navigator)\.(canParse|userActivation)\b/,
    /\bIterator\.(prototype|from)\b/,
    /\brandomUUID\b/,
    /\bcrypto\.subtle\b/,
    /\bnew CSSStyleSheet\b/,
    // Safari reads them since 16.4, and nothing of a script in which it meets one.
    /\(\?<[=!]/,
    /\bstatic\s*\{/,
  ],
  css: [/:has\(/, /color-mix\(/, /\boklch\(/, /light-dark\(/, /@container\b/, /@layer\b/, /@scope\b/, /[{;}]\s*&/],
} as const;

const builtFiles = (ending: string): { name: string; text: string }[] =>
  readdirSync(PAGES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(`.${ending}`))
    .map((name) => ({ name, text: readFileSync(join(PAGES, name), 'utf8') }));

test.each(['js', 'css'] as const)('the built %s files use nothing newer than the oldest browsers', (ending) => {
  const files = builtFiles(ending);
  expect(files.length).toBeGreaterThan(1);
  const found = files.flatMap(({ name, text }) =>
    TOO_NEW[ending].flatMap((sign) => {
      const at = sign.exec(text);
      return at === null ? [] : [`${name}: …${text.slice(Math.max(0, at.index - 40), at.index + 40)}…`];
    }),
  );
  expect(found).toEqual([]);
  // A height in the newer unit alone would be none.
  for (const { name, text } of ending === 'css' ? files : [])
    for (const [block] of text.matchAll(/{[^{}]*dvh[^{}]*}/g)) expect(block, name).toMatch(/height:\d+vh/);
});

/** Runs before any script of the page: takes away what a browser of 2022 did not have, and some of what one of 2021 had not. */
const forget = (): void => {
  const lists = [Array.prototype, Object.getPrototypeOf(Uint8Array.prototype) as object];
  const gone: (readonly [object, readonly string[]])[] = [
    ...lists.map(
      (each) => [each, ['toSorted', 'toReversed', 'toSpliced', 'with', 'findLast', 'findLastIndex', 'at']] as const,
    ),
    [String.prototype, ['at', 'isWellFormed', 'toWellFormed']],
    [Object, ['groupBy', 'hasOwn']],
    [Map, ['groupBy']],
    [Promise, ['withResolvers', 'try']],
    [Array, ['fromAsync']],
    [Set.prototype, ['union', 'intersection', 'difference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']],
    [AbortSignal, ['any', 'timeout']],
    [AbortSignal.prototype, ['throwIfAborted']],
    [URL, ['canParse', 'parse']],
    // Missing too wherever a page comes over plain HTTP.
    [Crypto.prototype, ['randomUUID', 'subtle']],
    [globalThis, ['structuredClone', 'requestIdleCallback', 'Iterator']],
    [Element.prototype, ['checkVisibility']],
  ];
  for (const [owner, names] of gone) for (const name of names) Reflect.deleteProperty(owner, name);
};

describe('an old or a curbed browser', () => {
  const browser = sharedBrowser();
  const server = sharedServer({
    engine: 'uws',
    authority: { hours: 'always', verifyIntervalSeconds: 0.3, codeResendSeconds: 0.3 },
  });

  test('COMP-3, SMS-3, DONE-2 a browser of 2022 goes all the way to the voucher, and to the desk', async () => {
    const me = await browser.visit(server.url);
    await me.context.addInitScript(forget);
    await me.page.reload();
    expect(await me.page.evaluate(() => 'toSorted' in Array.prototype || 'structuredClone' in globalThis)).toBe(false);
    await me.signIn('demo1');
    await me.hold('12AC4');
    await me.giveUp();
    const [plate = ''] = await me.draw();
    await me.press('drawn-0');
    await me.press('confirm');
    await me.see('held-plate', { 'data-plate': plate });
    await me.reserve(plate);
    await me.press('account');
    await me.see('page-account');

    await me.page.goto('/desk');
    await me.press('demo-manager');
    for (const page of ['live', 'calendar', 'audit', 'blocks', 'accounts', 'find']) {
      await me.page.goto(`/desk#/${page}`);
      await me.see(`page-${page}`);
    }
    await me.see('page-find');
  });

  test('SAFE-3 a browser that remembers nothing for pages goes on all the same', async () => {
    const me = await browser.visit(server.url);
    await me.context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(globalThis, name, {
          get: () => {
            throw new DOMException('forbidden', 'SecurityError');
          },
        });
      Reflect.deleteProperty(globalThis, 'BroadcastChannel');
    });
    await me.page.reload();
    await me.signIn('demo2');
    await me.hold('22AC4');
    await me.press('language');
    await me.page.locator('html[lang=en]').waitFor();
    expect(await me.read('held-plate', 'data-plate')).toBe('22AC4');
  });

  test('a browser that keeps no cookies is told so, and not that it was signed out', async () => {
    const way = await openWay(server.url, { cookies: false });
    const me = await browser.visit(way.url, { mayComplain: true });
    await me.press('demo-sign-in');
    await me.see('cookies-off');
    expect(await me.find('signed-out').count()).toBe(0);
    await me.page.goto('/desk');
    await me.press('demo-clerk');
    await me.see('cookies-off');
  });

  test.each(['/', '/desk'])(
    '%s says in both languages that its script cannot be run, or did not come',
    async (path) => {
      const me = await browser.visit(server.url, { mayComplain: true });
      for (const cut of [
        { status: 200, contentType: 'text/javascript', body: 'let page = ;' },
        { status: 502, contentType: 'text/html', body: '' },
      ]) {
        await me.context.route(/\/assets\/(index|desk)-[^/]+\.js$/, (route) => route.fulfill(cut));
        await me.page.goto(path);
        await me.page.reload();
        const trouble = me.page.locator('#no-start');
        await trouble.waitFor();
        expect(await trouble.innerText()).toMatch(/浏览器可能太旧.*Safari 15\.4[\s\S]*may be too old.*Safari 15\.4/);
        await me.context.unroute(/\/assets\/(index|desk)-[^/]+\.js$/);
      }
      await me.page.reload();
      await me.page.locator('#app h1').waitFor();
      expect(await me.page.locator('#no-start').isVisible()).toBe(false);
    },
  );

  test('without scripts both languages say what to do', async () => {
    const me = await browser.visit(server.url, { javaScriptEnabled: false });
    expect(await me.page.locator('body').innerText()).toMatch(/请启用 JavaScript[\s\S]*enable JavaScript/);
  });

  test.each(['/', '/desk'])(
    '%s says after a while that no socket comes through, and no longer once one does',
    async (path) => {
      const way = await openWay(server.url, { sockets: false });
      const me = await browser.visit(way.url, { mayComplain: true });
      if (path !== '/') {
        await me.page.goto(path);
        await me.press('demo-clerk');
      }
      await me.page.locator('[data-testid=sockets-blocked]').waitFor({ timeout: 60_000 });
      way.lets.sockets = true;
      await me.page.locator('[data-testid=sockets-blocked]').waitFor({ state: 'detached', timeout: 60_000 });
      expect(await me.find('reconnecting').count()).toBe(0);
    },
  );
});

type Lets = { sockets: boolean; cookies: boolean };
type OpenWay = { readonly url: string; readonly lets: Lets };

/** A proxy before a server, which may let no sockets through, or no cookies back; it ends with the test. */
const openWay = async (to: string, some: Partial<Lets>): Promise<OpenWay> => {
  const lets: Lets = { sockets: true, cookies: true, ...some };
  const proxy = createServer((asked, answer) => {
    const on = request(to + asked.url, { method: asked.method ?? 'GET', headers: asked.headers }, (said) => {
      const headers = { ...said.headers };
      if (!lets.cookies) delete headers['set-cookie'];
      answer.writeHead(said.statusCode ?? 502, headers);
      said.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  });
  proxy.on('upgrade', (asked, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!lets.sockets) {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    const on = request(to + asked.url, { headers: asked.headers }).on('error', () => socket.destroy());
    on.on('upgrade', (said, line, rest) => {
      const headers = said.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}\r\n`] : []));
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join('')}\r\n`);
      socket.write(rest);
      line.write(head);
      line.on('error', () => socket.destroy());
      socket.on('close', () => line.destroy());
      line.pipe(socket).pipe(line);
    });
    on.end();
  });
  await new Promise<void>((listening) => {
    proxy.listen(0, '127.0.0.1', listening);
  });
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, lets };
};
