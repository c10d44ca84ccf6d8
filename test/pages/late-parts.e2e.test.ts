import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

const ENGLISH = /\/assets\/en-[^/]+\.js$/;
const HELD_PAGES = /\/assets\/held-pages-[^/]+\.js$/;

describe('what is loaded later, in a browser', () => {
  const browser = sharedBrowser();
  const server = sharedServer({ engine: 'uws', authority: { hours: 'always', verifyIntervalSeconds: 0.3 } });

  /** The scripts that a page asks for from now on. */
  const scriptsOf = (page: Page): string[] => {
    const scripts: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
    });
    return scripts;
  };

  test('a Chinese visitor never loads English, and an English one sees no Chinese before it', async () => {
    const me = await browser.visit(server.url);
    const scripts = scriptsOf(me.page);
    await me.page.reload();
    await me.see('pool-free');
    expect(scripts).not.toHaveLength(0);
    expect(scripts.filter((path) => ENGLISH.test(path))).toEqual([]);

    await me.press('language');
    await me.page.locator('html[lang=en]').waitFor();
    await me.context.route(ENGLISH, async (route) => {
      await delay(300);
      await route.continue();
    });
    await me.page.addInitScript(() => {
      const brands = new Set<string>();
      Object.assign(globalThis, { brands });
      new MutationObserver(() => {
        const brand = document.querySelector('.brand')?.textContent;
        if (brand) brands.add(brand);
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    await me.page.reload();
    await me.see('pool-free');
    expect(await me.page.evaluate('[...brands]')).toEqual(['Choose a plate']);

    await me.press('language');
    await me.page.locator('html[lang=zh-CN]').waitFor();
  });

  test('English that cannot be loaded leaves the page in Chinese; pressed again, it is loaded', async () => {
    const me = await browser.visit(server.url, { mayComplain: true });
    await me.context.route(ENGLISH, (route) => route.abort());
    const tried = me.page.waitForEvent('requestfailed');
    await me.press('language');
    await tried;
    await me.context.unroute(ENGLISH);
    expect(await me.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await me.press('language');
    await me.page.locator('html[lang=en]').waitFor();
  });

  test('FLOW-4 the pages after a hold are here before a number can be verified; none is fetched while a countdown runs', async () => {
    const me = await browser.visit(server.url);
    await me.signIn('demo1');
    const scripts = scriptsOf(me.page);
    await me.hold('12AC4');
    await me.press('confirm');
    await me.see('page-confirming');
    expect(scripts.filter((path) => !path.includes('solve-worker'))).toEqual([]);
  });

  test('FLOW-4 where the pages after a hold cannot be loaded nothing is verified or drawn; it is tried again, and nothing is lost', async () => {
    const me = await browser.visit(server.url, { mayComplain: true });
    await me.context.route(HELD_PAGES, (route) => route.abort());
    await me.signIn('demo2');
    await me.type('22AC4');
    await me.prove();
    await me.see('verify', { 'aria-disabled': true });
    await me.context.unroute(HELD_PAGES);
    await me.press('verify');
    await me.see('held-plate', { 'data-plate': '22AC4' });
    await me.giveUp();
    await me.press('tab-draw');

    // Not after several tries either: the page says so, and a new page finds everything as it was.
    await me.context.route(HELD_PAGES, (route) => route.abort());
    await me.page.reload();
    await me.see('draw', { 'aria-disabled': true });
    await me.see('reload');
    await me.context.unroute(HELD_PAGES);
    await me.press('reload');
    await me.see('draw', { 'aria-disabled': false });
    expect(await me.find('reload').count()).toBe(0);
  });
});
