import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { connect } from '../../verification/actors/applicant.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

const HOUR = 3_600_000;
/** In seconds: long enough for two restarts of the server on a busy machine. */
const HOLD = 60;
/** How far the seconds on a page may be from the server's own, in ms: its clock is measured, its drawing takes a moment. */
const NEAR = 400;

describe('coming back, in a browser', () => {
  const browser = sharedBrowser();
  const server = sharedServer({
    engine: 'uws',
    authority: { hours: 'always', verifyIntervalSeconds: 0.3, holdSeconds: HOLD },
    staysAtItsPort: true,
  });

  /** The deadline of an account's hold, in ms, as the server says it. */
  const deadlineOf = async (userName: string): Promise<number> => {
    const applicant = await connect(server.url, await signIn(server.url, userName));
    applicant.leave();
    return 'deadline' in applicant.view ? applicant.view.deadline : Number.NaN;
  };

  test('FLOW-4 a refresh keeps what was typed, and on the same keyboard', async () => {
    const me = await browser.visit(server.url);
    await me.signIn('demo1');
    await me.type('12A');
    await me.see('matching', { 'data-count': 240 });
    const faces = () => me.find('key').evaluateAll((keys) => keys.map((key) => key.getAttribute('data-face')).join(''));
    const before = await faces();
    await me.page.reload();
    await me.see('typed-plate', { 'data-plate': '12A??' });
    await me.see('matching', { 'data-count': 240 });
    expect(await faces()).toBe(before);
    await me.type('C4');
    await me.see('matching', { 'data-count': 1 });
  });

  test('FLOW-4, LIVE-2 a hold is found after a refresh, in a second tab, and in a tab opened after all were closed', async () => {
    const first = await browser.visit(server.url);
    await first.signIn('demo2');
    await first.hold('22AC4');
    const deadline = await deadlineOf('demo2');
    await first.page.reload();
    await showsSecondsLeft(first, deadline);
    const second = await first.anotherTab();
    await second.see('held-plate', { 'data-plate': '22AC4' });
    await showsSecondsLeft(second, deadline);

    await first.page.close();
    await second.page.close();
    const third = await first.anotherTab();
    await third.see('held-plate', { 'data-plate': '22AC4' });
    await showsSecondsLeft(third, deadline);
    // What one tab does, another shows by itself.
    const fourth = await third.anotherTab();
    await third.press('confirm');
    expect(await fourth.read('held-plate', 'data-plate')).toBe('22AC4');
    await fourth.see('page-confirming');
  });

  test('ACCT-3 a session that is ended elsewhere leads to the sign-in, which says so, and the page lives on', async () => {
    const me = await browser.visit(server.url, { mayComplain: true });
    await me.signIn('demo4');
    const elsewhere = { authorization: `Bearer ${await signIn(server.url, 'demo4')}` };
    expect((await fetch(`${server.url}/api/sessions`, { method: 'DELETE', headers: elsewhere })).status).toBe(204);
    await me.see('sign-in');
    await me.see('signed-out');
    // As a visitor's: the figures move.
    const free = await me.read('pool-free', 'data-count');
    const other = await connect(server.url, await signIn(server.url, 'demo5'));
    await other.hold('55AC4');
    other.leave();
    await me.page.locator(`[data-testid=pool-free]:not([data-count="${free}"])`).waitFor();
    expect((await me.context.cookies()).map(({ name }) => name)).not.toContainEqual(
      expect.stringContaining('xuanhao_session'),
    );
    await me.signIn('demo4');
  });

  test('SAFE-2, LIVE-2 a countdown goes on through a restart and a kill -9, on clocks an hour wrong, and ends at its instant', async () => {
    const clocks = [0, HOUR, -HOUR];
    const me = await Promise.all(
      clocks.map((clockWrongBy) => browser.visit(server.url, { clockWrongBy, mayComplain: true })),
    );
    const [right, ...wrong] = me;
    if (right === undefined) throw new Error('nobody came');
    for (const each of me) await each.signIn('demo3');
    await right.hold('33AC4');
    const deadline = await deadlineOf('demo3');
    for (const each of me) await showsSecondsLeft(each, deadline);

    const lost = right.see('reconnecting');
    await server.restart();
    await lost;
    for (const each of me) await isBack(each);
    for (const each of me) await showsSecondsLeft(each, deadline);

    await server.kill9();
    await right.see('reconnecting');
    // It goes on with nobody there to tell the time.
    for (const each of wrong) await showsSecondsLeft(each, deadline);
    await server.start();
    for (const each of me) await isBack(each);
    for (const each of me) await showsSecondsLeft(each, deadline);
    const ends = await Promise.all(me.map((each) => each.instantOf('lapsed')));
    for (const end of ends) expect(end).toBeGreaterThanOrEqual(deadline - NEAR);
  });
});

const isBack = ({ page }: Visitor): Promise<void> =>
  page.locator('[data-testid=reconnecting]').waitFor({ state: 'detached' });

/** Proves that the seconds shown are those until the deadline, by this machine's clock, which is the server's too. */
const showsSecondsLeft = async (visitor: Visitor, deadline: number): Promise<void> => {
  await visitor.see('countdown');
  // Just after coming up, the clock is known by one hint only; and a busy machine draws late.
  for (let tries = 1; ; tries += 1) {
    const before = Date.now();
    const shown = 1_000 * Number(await visitor.find('countdown').getAttribute('data-seconds'));
    const after = Date.now();
    if (shown >= deadline - after - NEAR && shown <= deadline - before + 1_000 + NEAR) return;
    if (tries === 50) expect.fail(`${shown / 1_000} s are shown where ${(deadline - after) / 1_000} s are left`);
    await delay(100);
  }
};
