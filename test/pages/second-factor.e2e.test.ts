import { describe, expect, test } from 'vitest';
import { Authenticator } from '../../verification/actors/authenticator.ts';
import { DeskWorker } from '../../verification/actors/desk-worker.ts';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';
import { faultsOf } from './faults.ts';

const OWN = 'three green tulips';

describe('one-time codes at the desk', () => {
  const browser = sharedBrowser();
  const server = sharedServer({ engine: 'uws', authority: { hours: 'always', deskSecondFactor: 'managers' } });

  const enter = (desk: Visitor, field: string, text: string): Promise<void> => desk.find(`field-${field}`).fill(text);
  const signIn = async (desk: Visitor, userName: string, passPhrase: string): Promise<void> => {
    await enter(desk, 'user-name', userName);
    await enter(desk, 'pass-phrase', passPhrase);
    await desk.press('sign-in');
  };

  test('ACCT-3 a manager who must have one-time codes sets them up by QR code or text, and signs in with them; accessible', {
    timeout: 240_000,
  }, async () => {
    const manager = await DeskWorker.arrive(server.url, 'demo-manager');
    const { passPhrase } = await manager.does('addAccount', { userName: 'anna', role: 'manager' });
    manager.leave();
    // Browsers complain of each answer that refuses something.
    const desk = await browser.visit(server.url, { reducedMotion: 'reduce', mayComplain: true });
    await desk.page.goto('/desk');
    await signIn(desk, 'anna', passPhrase);
    await enter(desk, 'passPhrase', passPhrase);
    await enter(desk, 'newPassPhrase', OWN);
    await enter(desk, 'again', OWN);
    await desk.press('change');

    // Nothing but setting them up is offered.
    await desk.see('page-second-factor');
    expect(await desk.find('menu-find').count()).toBe(0);
    await enter(desk, 'second-factor-pass-phrase', OWN);
    await desk.press('second-factor-submit');
    const secret = await (await desk.see('second-factor-secret')).innerText();
    expect(secret).toMatch(/^(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    await expect
      .poll(() => desk.find('second-factor-qr').evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0);
    expect(await faultsOf(desk)).toEqual([]);
    const phone = new Authenticator(secret);
    await enter(desk, 'second-factor-code', phone.wrongCode());
    await desk.press('second-factor-submit');
    await desk.see('notice', { 'data-code': 'oneTimeCodeWrong' });
    await enter(desk, 'second-factor-code', phone.next());
    await desk.press('second-factor-submit');
    await desk.see('menu-find');

    await desk.press('change-pass-phrase');
    await desk.see('second-factor-standing', { 'data-on': true });
    expect(await desk.find('second-factor-secret').count()).toBe(0);
    expect(await faultsOf(desk)).toEqual([]);

    await desk.press('sign-out');
    await signIn(desk, 'anna', OWN);
    const field = await desk.see('field-code');
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code');
    await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await faultsOf(desk)).toEqual([]);
    await enter(desk, 'code', phone.wrongCode());
    await desk.press('sign-in-code');
    await desk.see('notice', { 'data-code': 'oneTimeCodeWrong' });
    await desk.press('back');
    await desk.see('field-user-name');
    await desk.press('sign-in');
    await enter(desk, 'code', phone.next());
    await desk.press('sign-in-code');
    await desk.see('who', { 'data-role': 'manager' });
  });

  test('ACCT-3 a manager takes the codes of a lost phone off an account, at its place in the list', async () => {
    const desk = await browser.visit(server.url, { reducedMotion: 'reduce' });
    await desk.comeToWork('manager');
    await desk.press('menu-accounts');
    const row = desk.page.locator('[data-testid=account][data-user-name=anna]');
    await row.getByTestId('reset-second-factor').click();
    await row.getByTestId('field-reset-second-factor-reason').fill('手机遗失');
    expect(await faultsOf(desk)).toEqual([]);
    await row.getByTestId('reset-second-factor-sure').click();
    await row.getByTestId('reset-second-factor').waitFor({ state: 'detached' });
    await desk.press('menu-audit');
    await desk.see('audit-entry', { 'data-what': 'resetSecondFactor', 'data-outcome': 'done' });
    await desk.see('audit-entry', { 'data-what': 'enrolSecondFactor', 'data-outcome': 'done' });
  });
});
