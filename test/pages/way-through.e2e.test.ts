import { describe, expect, test } from 'vitest';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';
import { readQr } from './qr.ts';

const browser = sharedBrowser();
const authority = { hours: 'always', verifyIntervalSeconds: 0.3, codeResendSeconds: 0.3 } as const;

describe.each(['uws', 'ws'] as const)('in a browser, on %s', (engine) => {
  const server = sharedServer({ engine, authority });

  test('COMP-3, COMP-7, SMS-1, DONE-1, DONE-2 self-compose, from the lobby to the printed voucher', async () => {
    // On the second engine as a demo applicant: with others about, chance might choose one of theirs.
    const me = await browser.visit(server.url);
    const free = Number(await me.read('pool-free', 'data-count'));
    await me.signIn(engine === 'ws' ? undefined : 'demo1');

    expect(await me.find('matching').getAttribute('data-count')).toBe(String(free));
    await me.press('position-2');
    await me.see('key', { 'data-face': 'B', 'aria-disabled': false });
    expect(await me.find('key', { 'aria-disabled': false }).count()).toBe(2);
    await me.type('A');
    await me.see('matching', { 'data-count': free / 2 });
    await me.type('C412');
    await me.see('position-0', { 'data-face': '1' });
    await me.see('matching', { 'data-count': 1 });
    await me.prove();
    await me.press('verify');
    await me.see('held-plate', { 'data-plate': '12AC4' });
    expect(Number(await me.read('countdown', 'data-seconds'))).toBeGreaterThan(50);

    await me.press('confirm');
    expect(await (await me.see('code-phone')).innerText()).toMatch(/100\*{4}\d{4}/);
    await paste(me, await me.receiveCode());
    await me.press('complete');
    await me.see('reserved-plate', { 'data-plate': '12AC4' });
    expect(await me.read('last-day', 'data-day')).toMatch(/^\d{4}-\d\d-\d\d$/);

    await me.press('print-voucher');
    await me.see('voucher-plate', { 'data-plate': '12AC4' });
    const { signed } = (await (await me.context.request.get('/api/voucher')).json()) as { signed: string };
    const shown = (await me.page.locator('.sheet-qr').getAttribute('src')) ?? '';
    expect(await readQr(me, shown, 'whole')).toBe(signed);
    for (const format of ['A4', 'A5']) expect(pagesIn(await me.page.pdf({ format })), format).toBe(1);
    // Whoever comes back finds it.
    await me.page.reload();
    await me.see('voucher-plate', { 'data-plate': '12AC4' });
  });
});

describe('in browsers side by side', () => {
  const server = sharedServer({ engine: 'uws', authority });

  test('COMP-4 a number that someone takes greys its last key for all who could press it, and lights it when it comes back', async () => {
    const [watcher, taker] = [await browser.visit(server.url), await browser.visit(server.url)];
    await Promise.all([watcher.signIn('demo4'), taker.signIn('demo5')]);
    const lastKey = (usable: boolean) => ({ 'data-face': '9', 'aria-disabled': !usable });
    await watcher.type('88BX');
    await watcher.see('matching', { 'data-count': 10 });
    await taker.type('88BX9');
    await taker.prove();

    await taker.press('verify');
    await taker.see('held-plate');
    await watcher.see('key', lastKey(false));
    await watcher.see('matching', { 'data-count': 9 });
    expect(await watcher.find('usable-4').innerText()).not.toMatch(/9/);

    await taker.giveUp();
    await watcher.see('key', lastKey(true));
    await watcher.see('matching', { 'data-count': 10 });
  });

  test('COMP-6 a number that is taken costs one try, and a near one is a tap away; COMP-8 or a draw', async () => {
    const [other, me] = [await browser.visit(server.url), await browser.visit(server.url)];
    await Promise.all([other.signIn('demo1'), me.signIn('demo2')]);
    await me.type('55BK');
    // The last key would go grey within the tick: both are quick.
    await me.prove();
    await me.see('verify', { 'aria-disabled': false });
    await other.type('55BK5');
    await other.prove();
    await me.type('5');
    await other.press('verify');
    await other.see('held-plate', { 'data-plate': '55BK5' });
    await me.see('matching', { 'data-count': 0 });
    await me.press('verify');
    await me.see('taken');
    expect(await (await me.see('compose-left')).innerText()).toContain('19');
    const near = await me.read('near-0', 'data-plate');
    expect(near).not.toBe('55BK5');
    await me.press('near-0');
    await me.see('typed-plate', { 'data-plate': near });
    await me.see('matching', { 'data-count': 1 });
    await me.press('clear');
    await me.see('typed-plate', { 'data-plate': '?????' });
    await me.press('try-draw');
    await me.see('draw');
  });

  test('DRAW-1, DRAW-3, SMS-2, DONE-2 draw, give up, draw again, and on to the voucher', async () => {
    const me = await browser.visit(server.url);
    await me.signIn('demo3');
    const first = await me.draw();
    expect(new Set(first).size).toBe(5);
    await me.giveUp();
    expect(await (await me.see('draw-left')).innerText()).toContain('9');
    const [, chosen = ''] = await me.draw();
    await me.press('drawn-1');
    await me.press('confirm');
    await me.see('held-plate', { 'data-plate': chosen });
    // A wrong code is said so beside the field, and the right one is a press away in the outbox.
    const code = await me.receiveCode();
    await paste(me, code === '123456' ? '654321' : '123456');
    await me.press('complete');
    await me.see('notice', { 'data-code': 'codeWrong' });
    await me.press('outbox-code');
    await me.press('complete');
    await me.see('reserved-plate', { 'data-plate': chosen });
    await me.press('print-voucher');
    await me.see('voucher-plate', { 'data-plate': chosen });
  });
});

/** Pastes a whole message into the field: only its digits are the code. */
const paste = async (me: Visitor, code: string): Promise<void> => {
  const field = await me.see('code');
  await field.focus();
  await me.page.evaluate((text) => document.execCommand('insertText', false, text), `验证码 ${code}，请勿告诉他人`);
  expect(await field.inputValue()).toBe(code);
};

const pagesIn = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
