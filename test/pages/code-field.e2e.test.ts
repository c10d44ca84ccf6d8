import { describe, expect, test } from 'vitest';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

describe('the code of a text message, in a browser', () => {
  const browser = sharedBrowser();
  const server = sharedServer({ engine: 'uws', authority: { hours: 'always', verifyIntervalSeconds: 0.3 } });

  test('SMS-2 a soft keyboard’s erase takes the digit away, and full-width digits and an input method’s count', async () => {
    const me = await browser.visit(server.url);
    await me.signIn('demo1');
    await me.hold('12AC4');
    await me.press('confirm');
    const code = await me.receiveCode();
    const field = await me.see('code');
    await field.focus();
    // None of these presses a key.
    const edit = (command: 'insertText' | 'delete', text?: string) =>
      me.page.evaluate(([name, typed]) => document.execCommand(name, false, typed), [command, text] as const);
    const wide = (text: string): string => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    await edit('insertText', wide(code.slice(0, 3)));
    expect(await field.inputValue()).toBe(code.slice(0, 3));
    await edit('delete');
    expect(await field.inputValue()).toBe(code.slice(0, 2));
    const ime = await me.context.newCDPSession(me.page);
    const text = wide(code.slice(2));
    await ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await ime.send('Input.insertText', { text });
    expect(await field.inputValue()).toBe(code);
    await me.press('complete');
    await me.see('reserved-plate', { 'data-plate': '12AC4' });
  });
});
