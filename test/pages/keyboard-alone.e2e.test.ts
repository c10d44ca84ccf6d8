import { describe, expect, test } from 'vitest';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

/** More stops than any page has. */
const FAR = 40;

describe('with the keyboard alone', () => {
  const browser = sharedBrowser();
  const server = sharedServer({
    engine: 'uws',
    authority: { hours: 'always', verifyIntervalSeconds: 0.3, holdSeconds: 11, drawHoldSeconds: 30 },
  });

  test('COMP-2 from the lobby to a number that is held; disabled keys are skipped, the focus is always seen', async () => {
    const me = await browser.visit(server.url);
    const { keyboard } = me.page;
    await me.see('user-name');
    await tabTo(me, 'user-name');
    await keyboard.type('demo1');
    await tabTo(me, 'pass-phrase');
    await keyboard.type('demo');
    await keyboard.press('Enter');
    await me.see('key', { 'aria-disabled': false });
    // The new page's heading has the focus, so that its name is heard.
    expect(await me.page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await said(me)).toMatch(/虚拟键盘/);

    await tabTo(me, 'key');
    for (let position = 0; position < 5; position += 1) {
      // At the third position A and B are usable and nothing else is.
      await me.see('position-' + position, { 'aria-current': true });
      if (position === 2)
        await me.page.waitForFunction(
          () => document.querySelectorAll('[data-testid=key][aria-disabled=false]').length === 2,
        );
      for (const arrow of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowLeft', 'ArrowUp']) {
        await keyboard.press(arrow);
        const key = await focused(me);
        expect(key.testId).toBe('key');
        expect(key.seen, `${arrow} leads to a focus that is not seen`).toBe(true);
      }
      await pressUsable(me);
      await me.page.locator(`[data-testid=position-${position}]:not([data-face="?"])`).waitFor();
    }
    await me.see('matching', { 'data-count': 1 });
    const plate = await me.read('typed-plate', 'data-plate');

    await tabTo(me, 'captcha-work');
    await keyboard.press('Space');
    await me.see('captcha-worked');
    await me.page.locator('[data-testid=captcha-worked]:focus').waitFor();
    await me.see('verify', { 'aria-disabled': false });
    await press(me, 'verify');
    await me.see('held-plate', { 'data-plate': plate });

    // The countdown is said aloud at its marks, in words.
    await me.page.waitForFunction(() =>
      /10 秒/.test(document.querySelector('[data-testid=announcement]')?.textContent ?? ''),
    );
    await tabTo(me, 'confirm');
    await press(me, 'give-up');
    await me.page.locator('#give-up-cost:focus').waitFor();
    await press(me, 'keep');
    await me.page.locator('[data-testid=give-up]:focus').waitFor();
  });

  test('DRAW-3 from the tabs to one of five that are drawn', async () => {
    const me = await browser.visit(server.url);
    const { keyboard } = me.page;
    await me.signIn('demo2');
    await tabTo(me, 'tab-compose');
    await keyboard.press('ArrowRight');
    expect((await focused(me)).testId).toBe('tab-draw');
    await press(me, 'captcha-work');
    await me.see('captcha-worked');
    await press(me, 'draw');
    await me.see('page-picking');
    await keyboard.press('Tab');
    await keyboard.press('ArrowDown');
    await me.page.locator('[data-testid=drawn-1] :checked').waitFor({ state: 'attached' });
    expect((await focused(me)).seen).toBe(true);
    const plate = await me.read('drawn-1', 'data-plate');
    await press(me, 'confirm');
    await me.see('held-plate', { 'data-plate': plate });
    await press(me, 'request-code');
    await tabTo(me, 'code');
    await keyboard.type('12');
    await keyboard.press('Backspace');
    expect(await me.find('code').inputValue()).toBe('1');
  });
});

/** What has the focus, and whether one sees that it has: an outline around it, or around the card that it stands for. */
const focused = ({ page }: Visitor): Promise<{ testId: string; seen: boolean }> =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    if (element === null || element === document.body) return { testId: '', seen: false };
    const seen = [element, element.closest('label')].some((each) => {
      if (each === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    });
    return { testId: element.getAttribute('data-testid') ?? '', seen };
  });

/** Presses Tab until something has the focus; every stop on the way is seen to have it. */
const tabTo = async (visitor: Visitor, testId: string): Promise<void> => {
  const stops: string[] = [];
  while (stops.length < FAR) {
    await visitor.page.keyboard.press('Tab');
    const stop = await focused(visitor);
    // After the last stop the focus goes to the browser's own frame, and begins anew.
    if (stop.testId !== '' || stop.seen) expect(stop.seen, `the focus is not seen on '${stop.testId}'`).toBe(true);
    if (stop.testId === testId) return;
    stops.push(stop.testId);
  }
  throw new Error(`Tab does not lead to ${testId}, but to ${stops.join(', ')}`);
};

/** Goes to something and presses Enter. */
const press = async (visitor: Visitor, testId: string): Promise<void> => {
  await tabTo(visitor, testId);
  await visitor.page.keyboard.press('Enter');
};

/** Presses the key that has the focus, or the next that can be pressed: others may have taken what was behind it. */
const pressUsable = async ({ page }: Visitor): Promise<void> => {
  const disabled = await page.evaluate(() => document.activeElement?.getAttribute('aria-disabled'));
  expect(disabled, 'an arrow leads to a key that cannot be pressed').toBe('false');
  await page.keyboard.press('Enter');
};

/** What a screen reader was told last. */
const said = async (visitor: Visitor): Promise<string> => (await visitor.find('announcement').textContent()) ?? '';
