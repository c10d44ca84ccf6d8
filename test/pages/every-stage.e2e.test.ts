import type { WebSocketRoute } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { arrive } from '../../verification/actors/applicant.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';
import { faultsOf } from './faults.ts';

describe('every stage', () => {
  const browser = sharedBrowser();
  const server = sharedServer({
    engine: 'uws',
    authority: {
      hours: 'always',
      verifyIntervalSeconds: 0.3,
      codeResendSeconds: 1,
      holdSeconds: 300,
      drawHoldSeconds: 300,
      confirmSeconds: 300,
    },
  });

  test('is accessible, in both languages, light and dark, fits a narrow phone and 200 % zoom, and keeps still where asked to', async () => {
    const me = await browser.visit(server.url, { reducedMotion: 'reduce' });
    const faults: string[] = [];
    /** Looks for faults once something is seen. */
    const look = async (stage: string, seen?: string): Promise<void> => {
      if (seen !== undefined) await me.see(seen);
      faults.push(...(await faultsOf(me)).map((fault) => `${stage}: ${fault}`));
    };

    await me.see('pool-free');
    await look('lobby', 'demo-sign-in');
    await me.press('sign-in');
    await look('lobby, with a mistake', 'notice');
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
    await look('taken', 'taken');
    await me.press('tab-draw');
    await look('draw', 'draw');
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
    await look('confirming', 'code-phone');
    await me.receiveCode();
    await look('confirming, with the outbox');
    await me.press('outbox-code');
    await me.press('complete');
    await look('reserved', 'reserved-plate');
    await me.press('print-voucher');
    await look('voucher', 'voucher');
    await me.page.goto('/#/');
    await look('lobby, signed in', 'go-on');

    expect(faults).toEqual([]);
  });

  test('DONE-3, DONE-4 and so is what the desk makes of a reservation, and what time does', async () => {
    const me = await browser.visit(server.url, { reducedMotion: 'reduce' });
    const stages = {
      registered: { plate: '12AC4', registeredAt: Date.now() },
      missed: { plate: '12AC4', lastDay: '2026-11-26', bannedUntil: Date.now() + 60_000_000_000 },
    };
    for (const [stage, facts] of Object.entries(stages)) {
      await me.page.routeWebSocket(/\/socket\.io\//, (socket) => welcomeAt(socket, { stage, ...facts }));
      await me.page.goto('/');
      if (stage === 'registered') await me.enterName('demo3');
      else await me.press('go-on');
      await me.see(`page-${stage}`);
      expect(await faultsOf(me), stage).toEqual([]);
    }
  });
});

/** Lets everything through, but for the stage of the selection that the welcome shows: days would go by till then. */
const welcomeAt = (socket: WebSocketRoute, stage: object): void => {
  const server = socket.connectToServer();
  server.onMessage((message) => {
    const text = String(message);
    const start = text.indexOf('["welcome",');
    if (start < 0) return socket.send(message);
    const [name, push] = JSON.parse(text.slice(start)) as [string, { selection: object | null }];
    const selection = push.selection && { ...push.selection, ...stage };
    socket.send(text.slice(0, start) + JSON.stringify([name, { ...push, selection }]));
  });
};
