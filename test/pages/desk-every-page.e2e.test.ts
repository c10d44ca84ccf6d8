import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestBrowser } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { faultsOf } from './faults.ts';

describe('every page of the desk', () => {
  let browser: TestBrowser;
  let server: TestServer;
  beforeAll(async () => {
    [browser, server] = await Promise.all([
      TestBrowser.open(),
      TestServer.start({ engine: 'uws', authority: { hours: 'always' } }),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  test('is accessible, in both languages, light and dark, fits a narrow phone and 200 % zoom, and keeps still where asked to', {
    timeout: 120_000,
  }, async () => {
    const me = await browser.visit(server.url, { reducedMotion: 'reduce' });
    await me.page.addInitScript(axe.source);
    await me.page.goto('/desk');
    const faults: string[] = [];
    const look = async (page: string): Promise<void> => {
      faults.push(...(await faultsOf(me)).map((fault) => `${page}: ${fault}`));
    };
    await me.see('demo-manager');
    await me.press('sign-in');
    await look('signing in, with a mistake');
    await me.press('demo-manager');
    await me.see('page-find');
    await look('find');
    await me.find('search-text').fill('demo7');
    await me.press('search');
    await me.see('person');
    await look('found');
    await me.press('history');
    await me.see('selection');
    await look('history');
    for (const page of ['collect', 'import', 'bans', 'messages', 'live']) {
      await me.press(`menu-${page}`);
      await me.see(`page-${page}`);
      await look(page);
    }
    await me.press('menu-sign');
    await me.press('kind-organisation');
    await me.press('sign');
    await me.see('field-creditCode-wrong');
    await look('sign, with mistakes');
    await me.press('menu-blocks');
    await me.see('open-block');
    await me.find('field-pattern').selectOption('own');
    await me.press('when-later');
    await me.press('add-block');
    await look('blocks, with mistakes');
    await me.find('field-plates').fill('12A34');
    await me.press('withhold');
    await me.see('withhold-says');
    await look('blocks, asking');
    await me.press('menu-calendar');
    await me.see('year');
    await look('calendar');
    await me.press('menu-audit');
    await me.see('audit-entry');
    await look('audit');
    await me.press('menu-accounts');
    await me.see('account');
    await look('accounts');
    await me.press('change-pass-phrase');
    await look('pass-phrase');
    await browser.leave();
    expect(faults).toEqual([]);
  });

  test('is used by keyboard alone: signing in, searching, the menu, and a question before a deed', async () => {
    const me = await browser.visit(server.url);
    await me.page.goto('/desk');
    const { keyboard } = me.page;
    const focused = (): Promise<string> =>
      me.page.evaluate(
        () => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName ?? '',
      );
    const tabTo = async (testId: string): Promise<void> => {
      for (let i = 0; i < 60; i += 1) {
        if ((await focused()) === testId) return;
        await keyboard.press('Tab');
      }
      throw new Error(`Tab does not lead to ${testId}`);
    };
    await me.see('demo-manager');
    await tabTo('demo-manager');
    await keyboard.press('Enter');
    await me.see('page-find');
    await expect.poll(focused).toBe('H1');
    await tabTo('search-text');
    await keyboard.type('demo7');
    await keyboard.press('Enter');
    await me.see('person');
    await tabTo('menu-blocks');
    await keyboard.press('Enter');
    await me.see('open-block');
    await expect.poll(focused).toBe('H1');
    await tabTo('field-plates');
    await keyboard.type('77AC7');
    await tabTo('withhold');
    await keyboard.press('Enter');
    await expect.poll(focused).toBe('withhold-says');
    await tabTo('withhold-cancel');
    await keyboard.press('Enter');
    await expect.poll(focused).toBe('withhold');
    await keyboard.press('Enter');
    await tabTo('field-withhold-reason');
    await keyboard.type('keyboard');
    await tabTo('withhold-sure');
    await keyboard.press('Enter');
    await me.page.locator('[data-testid=done] p').first().waitFor();
    await browser.leave();
  });
});
