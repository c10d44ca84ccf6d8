import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrive } from '../support/applicant.ts';
import { TestBrowser } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { faultsOf } from './faults.ts';

describe('every stage', () => {
  let browser: TestBrowser;
  let server: TestServer;
  beforeAll(async () => {
    [browser, server] = await Promise.all([
      TestBrowser.open(),
      TestServer.start({
        engine: 'uws',
        authority: {
          hours: 'always',
          verifyIntervalSeconds: 0.3,
          codeResendSeconds: 1,
          holdSeconds: 300,
          drawHoldSeconds: 300,
          confirmSeconds: 300,
        },
      }),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  test('is accessible, in both languages, light and dark, fits a narrow phone and 200 % zoom, and keeps still where asked to', {
    timeout: 90_000,
  }, async () => {
    const me = await browser.visit(server.url, { reducedMotion: 'reduce' });
    await me.page.addInitScript(axe.source);
    await me.page.reload();
    const faults: string[] = [];
    const look = async (stage: string): Promise<void> => {
      faults.push(...(await faultsOf(me)).map((fault) => `${stage}: ${fault}`));
    };

    await me.see('pool-free');
    await me.see('demo-sign-in');
    await look('lobby');
    await me.press('sign-in');
    await me.see('notice');
    await look('lobby, with a mistake');
    await me.signIn('demo1');
    await look('compose');
    await me.type('66A');
    await me.see('matching', { 'data-count': 240 });
    await me.press('verify');
    await look('compose, half typed');
    await me.type('C6');
    const other = await arrive(server.url, 'demo2');
    await other.hold('66AC6');
    other.leave();
    await me.see('matching', { 'data-count': 0 });
    await me.prove();
    await look('compose, to be verified');
    await me.press('verify');
    await me.see('taken');
    await look('taken');
    await me.press('tab-draw');
    await me.see('draw');
    await look('draw');
    await me.draw();
    await look('picking');
    await me.press('give-up');
    await look('picking, giving up');
    await me.press('give-up-sure');
    await me.press('tab-compose');
    await me.hold('66BC6');
    await look('holding');
    await me.press('give-up');
    await look('holding, giving up');
    await me.press('confirm');
    await me.see('code-phone');
    await look('confirming');
    await me.receiveCode();
    await look('confirming, with the outbox');
    await me.press('outbox-code');
    await me.press('complete');
    await me.see('reserved-plate');
    await look('reserved');
    await me.press('print-voucher');
    await me.see('voucher');
    await look('voucher');
    await me.page.goto('/#/');
    await me.see('go-on');
    await look('lobby, signed in');

    await browser.leave();
    expect(faults).toEqual([]);
  });
});
