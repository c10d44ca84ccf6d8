import { describe, expect, test } from 'vitest';
import { connect } from '../../verification/actors/applicant.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

const SCREEN = { viewport: { width: 1280, height: 800 } };

describe('two people in two tabs of one browser', () => {
  const browser = sharedBrowser();
  const server = sharedServer({
    engine: 'uws',
    authority: { hours: 'always', verifyIntervalSeconds: 0.3 },
    staysAtItsPort: true,
  });

  /** Takes from a tab what it hears by itself: other tabs do not reach it, nor does anybody return to it. */
  const makeDeaf = async (me: Visitor): Promise<void> => {
    await me.context.addInitScript(() => {
      Reflect.deleteProperty(globalThis, 'BroadcastChannel');
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    });
  };

  /** Has another's session in the cookie of the browser's own; answers how to find it there. */
  const becomeAnother = async ({ context }: Visitor, userName: string): Promise<{ name: string; value: string }> => {
    const value = await signIn(server.url, userName);
    const own = (await context.cookies()).find(({ name }) => name.startsWith('xuanhao_session_'));
    if (own === undefined) throw new Error('nobody is signed in');
    await context.addCookies([{ ...own, value }]);
    return { name: own.name, value };
  };

  test('ACCT-3 the older tab says that somebody else has signed in, and shows nothing of the first any more', async () => {
    const older = await browser.visit(server.url);
    await older.signIn('demo1');
    await older.hold('12AC4');
    const newer = await older.anotherTab();
    await newer.see('held-plate');
    // Not by signing out, which would end the first one's session.
    await newer.context.clearCookies();
    await newer.page.reload();
    await newer.see('sign-in');
    await newer.page.goto('/#/');
    await newer.signIn('demo2');
    await older.see('other-account');
    expect(await older.find('held-plate').count()).toBe(0);
    expect(await older.find('who').innerText()).toBe(await newer.find('who').innerText());
    await older.press('go-on');
    await older.see('page-choosing');
    // Signing out in one signs out in the other.
    await older.press('sign-out');
    await newer.see('sign-in');
  });

  test('ACCT-3, SAFE-1 nothing that the older tab does is done as the other, whatever it did not hear', async () => {
    const older = await browser.visit(server.url, { mayComplain: true });
    await makeDeaf(older);
    await older.page.reload();
    await older.signIn('demo3');
    await older.page.goto('/#/account');
    await older.see('page-account');
    const { name, value } = await becomeAnother(older, 'demo4');
    const demo4 = await connect(server.url, value);

    // Not even its goodbyes: every session of the other would end.
    await older.press('sign-out-everywhere');
    await older.see('other-account');
    expect((await older.context.cookies()).find((each) => each.name === name)?.value).toBe(value);
    await demo4.look();
    demo4.leave();
  });

  test('ACCT-3 a connection that comes back is not taken for the other account’s', async () => {
    const older = await browser.visit(server.url, { mayComplain: true });
    await makeDeaf(older);
    await older.page.reload();
    await older.signIn('demo5');
    await older.type('12');
    await becomeAnother(older, 'demo6');
    await older.context.setOffline(true);
    await server.restart();
    await older.context.setOffline(false);
    await older.see('other-account');
    await older.see('go-on');
    expect(await older.find('typed-plate').count()).toBe(0);
  });

  test('ACCT-3 HTTP and the handshake refuse what names another account than the cookie’s', async () => {
    const token = await signIn(server.url, 'demo7');
    const headers = { authorization: `Bearer ${token}`, 'x-account': 'demo8' };
    for (const [method, path] of [
      ['GET', '/api/selections'],
      ['GET', '/api/voucher'],
      ['GET', '/api/outbox'],
      ['GET', '/api/application'],
      ['POST', '/api/application/notice'],
      ['POST', '/api/pass-phrase'],
      ['DELETE', '/api/sessions'],
    ] as const) {
      const { status } = await fetch(`${server.url}${path}`, { method, headers });
      expect(status, `${method} ${path}`).toBe(401);
    }
    expect((await fetch(`${server.url}/api/session`, { method: 'DELETE', headers })).status).toBe(204);
    const mine = { ...headers, 'x-account': 'demo7' };
    expect((await fetch(`${server.url}/api/selections`, { headers: mine })).status).toBe(200);
    await expect(connect(server.url, token, { auth: { token, account: 'demo8' } })).rejects.toThrow('sessionEnded');
    (await connect(server.url, token, { auth: { token, account: 'demo7' } })).leave();
  });

  test('AUTH-2 at the desk the older tab goes on as who is signed in by now, and says so', async () => {
    const older = await browser.visit(server.url, SCREEN);
    await older.page.goto('/desk');
    await older.press('demo-manager');
    await older.see('who', { 'data-role': 'manager' });
    const newer = await older.anotherTab();
    await newer.see('who', { 'data-role': 'manager' });
    await newer.context.clearCookies();
    await newer.page.reload();
    await newer.press('demo-clerk');
    await newer.see('who', { 'data-role': 'clerk' });
    await older.see('other-account');
    await older.see('who', { 'data-role': 'clerk' });
    expect(await older.find('menu-audit').count()).toBe(0);
    await older.press('sign-out');
    await newer.see('sign-in');
  });
});
