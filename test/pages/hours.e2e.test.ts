import { describe, expect, test } from 'vitest';
import { sharedBrowser, sharedServer } from '../support/shared.ts';
import { faultsOf } from './faults.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Of Shanghai, which keeps one time all the year. */
const OFFSET = 8 * HOUR;
/** Far from now on both sides. */
const openingHour = Math.floor(((Date.now() + OFFSET + DAY / 2) % DAY) / HOUR);
const opening = String(openingHour).padStart(2, '0');

describe('outside the hours', () => {
  const browser = sharedBrowser();
  const server = sharedServer({
    engine: 'uws',
    authority: { hours: { open: `${opening}:00`, close: `${opening}:01` }, verifyIntervalSeconds: 0.1 },
  });

  test('HOURS-1, HOURS-2 one can sign in and look, and sees the countdown to the opening, whatever one’s clock says', async () => {
    const me = await browser.visit(server.url, { clockWrongBy: -3 * HOUR, reducedMotion: 'reduce' });
    await me.see('opens-in');
    const before = Date.now();
    const today = Math.floor((Date.now() + OFFSET) / DAY) * DAY - OFFSET + openingHour * HOUR;
    const opensAt = today > Date.now() ? today : today + DAY;
    const shown = Number(await me.read('opens-in', 'data-seconds'));
    // Shown in whole seconds, by a clock that is measured over the wire.
    expect(1_000 * shown).toBeGreaterThanOrEqual(opensAt - Date.now() - 2_000);
    expect(1_000 * shown).toBeLessThanOrEqual(opensAt - before + 2_000);
    // It counts.
    await me.page.locator(`[data-testid=opens-in]:not([data-seconds="${shown}"])`).waitFor();
    expect(await faultsOf(me)).toEqual([]);

    await me.signIn('demo1');
    await me.see('closed');
    await me.type('12AC4');
    await me.see('matching', { 'data-count': 1 });
    await me.prove();
    expect(await me.read('verify', 'aria-disabled')).toBe('true');
    expect(await me.find('verify').innerText()).toBe('验证');
    expect(await faultsOf(me)).toEqual([]);
    await me.press('tab-draw');
    expect(await me.read('draw', 'aria-disabled')).toBe('true');
    expect(Number(await me.read('opens-in', 'data-seconds'))).toBeLessThan(shown);
  });
});
