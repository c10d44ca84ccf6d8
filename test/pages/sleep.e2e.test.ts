import { describe, expect, test } from 'vitest';
import { connect } from '../../verification/actors/applicant.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

/** How far the seconds on a page may be from the server's own, in ms. */
const NEAR = 400;
/** How long pages and machines sleep here, in ms: a countdown that misses it shows a wrong number. */
const NAP = 3_000;

describe('a countdown after a sleep, in a browser', () => {
  const browser = sharedBrowser();
  const server = sharedServer({ engine: 'uws', authority: { hours: 'always', holdSeconds: 120 } });

  /** Holds a number in a page that can be put to sleep; answers with the hold's deadline, by the server. */
  const held = async (userName: string, plate: string): Promise<{ me: Visitor; deadline: number }> => {
    const me = await browser.visit(server.url);
    await me.page.addInitScript(sleeper);
    await me.page.reload();
    await me.signIn(userName);
    await me.hold(plate);
    const applicant = await connect(server.url, await signIn(server.url, userName));
    applicant.leave();
    const deadline = 'deadline' in applicant.view ? applicant.view.deadline : Number.NaN;
    await expect.poll(() => errorOf(me, deadline)).toBeLessThan(NEAR);
    return { me, deadline };
  };

  test('LIVE-2 a countdown is right at once when the browser brings the page back from its cache with its timers still asleep', async () => {
    const { me, deadline } = await held('demo1', '11AC4');
    await me.page.evaluate('sleeper.stopTimers()');
    await expect.poll(() => errorOf(me, deadline)).toBeGreaterThan(NAP);
    const shown = await me.page.evaluate(async () => {
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      // Drawn in a microtask, before the server can say anything.
      await Promise.resolve();
      await Promise.resolve();
      return document.querySelector('[data-testid=countdown]')?.getAttribute('data-seconds');
    });
    expect(Math.abs(Number(shown) - (deadline - Date.now()) / 1_000)).toBeLessThan(1 + NEAR / 1_000);
  });

  test('LIVE-2 a countdown is right again after the machine slept under the shown page, and its wall clock jumped', async () => {
    const { me, deadline } = await held('demo2', '22AC4');
    await me.page.evaluate('sleeper.stopTimers(); sleeper.stopClock()');
    await expect.poll(() => errorOf(me, deadline)).toBeGreaterThan(NAP);
    await me.page.evaluate('sleeper.wake()');
    await expect.poll(() => errorOf(me, deadline)).toBeLessThan(NEAR);
  });
});

/** By how much the seconds shown are wrong, in ms, beyond their rounding. */
const errorOf = async (visitor: Visitor, deadline: number): Promise<number> => {
  const before = Date.now();
  const shown = 1_000 * Number(await visitor.read('countdown', 'data-seconds'));
  return Math.max(deadline - Date.now() - shown, shown - 1_000 - (deadline - before));
};

/** Runs in the page, before any of its scripts: gives it a clock and timers that can stand still. */
const sleeper = (): void => {
  const HOUR = 3_600_000;
  const { setTimeout: wait, setInterval: repeat } = globalThis;
  const [ticks, wallNow] = [performance.now.bind(performance), Date.now];
  let due: (() => void)[] | null = null;
  let stoodAt: number | null = null;
  let lost = 0;
  let jump = 0;
  const unlessAsleep = (run: () => void) => (): void => {
    if (due === null) run();
    else due.push(run);
  };
  // The pages look at the server's clock each half minute; they must not need that.
  const timeout = (run: () => void, ms = 0) => wait(ms < 20_000 ? unlessAsleep(run) : () => undefined, ms);
  const interval = (run: () => void, ms = 0) => repeat(unlessAsleep(run), ms);
  Object.assign(globalThis, {
    setTimeout: timeout,
    setInterval: interval,
    sleeper: {
      stopTimers: () => {
        due = [];
      },
      stopClock: () => {
        stoodAt = ticks();
      },
      wake: () => {
        if (stoodAt !== null) lost += ticks() - stoodAt;
        stoodAt = null;
        jump = HOUR;
        const late = due ?? [];
        due = null;
        for (const run of late) run();
      },
    },
  });
  performance.now = () => (stoodAt ?? ticks()) - lost;
  Date.now = () => wallNow() + jump;
};
