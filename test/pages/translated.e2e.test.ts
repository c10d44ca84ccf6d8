import { describe, expect, test } from 'vitest';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

/** How a translator treats a text: puts its own in its place, or takes the page's own into what it wraps around it. */
const WAYS = ['replaces', 'wraps'] as const;

describe.each(WAYS)('on a page whose texts a translator %s, in a browser', (way) => {
  const browser = sharedBrowser();
  const server = sharedServer({
    engine: 'uws',
    authority: { hours: 'always', verifyIntervalSeconds: 2, holdSeconds: 40, codeResendSeconds: 2 },
  });

  /** Translates the whole page, and goes on translating what is written into it. */
  const translate = ({ page }: Visitor): Promise<void> =>
    page.evaluate((wraps) => {
      const translateAll = (): void => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const texts: Text[] = [];
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
          if (node instanceof Text && node.data.trim() !== '' && node.parentElement?.closest('font') == null)
            texts.push(node);
        for (const text of texts) {
          const font = document.createElement('font');
          const inner = font.appendChild(document.createElement('font'));
          text.replaceWith(font);
          inner.append(wraps ? text : `‹${text.data}›`);
        }
      };
      translateAll();
      setInterval(translateAll, 200);
    }, way === 'wraps');

  test('LIVE-2, COMP-2, SMS-2, DONE-1 countdowns, counts, keys, plates and buttons stay true, all the way to the voucher', async () => {
    const me = await browser.visit(server.url);
    await translate(me);
    await me.signIn('demo1');
    const says = async (testId: string, text: string | RegExp): Promise<void> => {
      await me.page.locator(`[data-testid="${testId}"]`, { hasText: text }).first().waitFor();
    };
    // Keys say what they are, and are where they were.
    const keys = me.find('key');
    for (const key of await keys.all()) expect(await key.innerText()).toBe(await key.getAttribute('data-face'));
    await says('matching', /还有|符合/);
    await me.type('12AC');
    await me.see('matching', { 'data-count': 10 });
    await says('matching', '10');
    await me.type('4');
    await me.prove();
    await me.press('verify');
    await me.see('held-plate', { 'data-plate': '12AC4' });
    expect(await me.find('held-plate').locator('text').innerHTML()).toBe('冀');

    // What is shown are the seconds that are left, again and again.
    const shown = me.page.locator('.ring-text b');
    for (let look = 0; look < 3; look += 1) {
      const seconds = await me.read('countdown', 'data-seconds');
      await me.page.locator(`[data-testid=countdown]:not([data-seconds="${seconds}"])`).waitFor();
      await me.page.waitForFunction(
        () =>
          document.querySelector('.ring-text b')?.textContent ===
          document.querySelector('[data-testid=countdown]')?.getAttribute('data-seconds'),
      );
    }
    expect(Number(await shown.innerText())).toBeLessThan(40);
    await me.press('confirm');
    await says('request-code', '获取验证码');
    const code = await me.receiveCode();
    await says('request-code', '重新获取');
    await me.find('code').fill(code);
    await me.press('complete');
    await me.see('reserved-plate', { 'data-plate': '12AC4' });
    await me.press('print-voucher');
    await me.see('voucher-plate', { 'data-plate': '12AC4' });
    await me.page.locator('main', { hasText: '冀B·12AC4' }).waitFor();

    // Nor is anything lost on the way back, or in the other language.
    await me.press('language');
    await me.page.locator('h1', { hasText: 'Voucher' }).waitFor();
    expect(await me.page.locator('h1').count()).toBe(1);
    expect(await me.page.locator('.brand').innerText()).toMatch(/^‹?Choose a plate›?$/);
  });
});
