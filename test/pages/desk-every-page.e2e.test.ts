import { describe, expect, test } from 'vitest';
import { arrive } from '../../verification/actors/applicant.ts';
import { DeskWorker } from '../../verification/actors/desk-worker.ts';
import { Keyboard } from '../../verification/actors/keyboard.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';
import { faultsOf } from './faults.ts';

describe('every page of the desk', () => {
  const browser = sharedBrowser();
  const server = sharedServer({
    engine: 'uws',
    authority: { hours: 'always', verifyIntervalSeconds: 0.1, codeResendSeconds: 0.1 },
  });

  test('is accessible, in both languages, light and dark, fits a narrow phone and 200 % zoom, and keeps still where asked to', async () => {
    const me = await browser.visit(server.url, { reducedMotion: 'reduce' });
    await me.page.goto('/desk');
    const faults: string[] = [];
    const applicant = await arrive(server.url, 'demo9');
    await applicant.reserve('12AC4');
    const voucher = (await applicant.voucher()).signed;
    applicant.leave();
    const worker = await DeskWorker.arrive(server.url, 'demo-manager');
    const later = { id: 'later', name: { zh: '待开放', en: 'Later' }, positions: ['0', '0', 'C', '0', '01'] };
    await worker.does('scheduleBlock', { block: later, opensAt: Date.now() + 86_400_000 });
    worker.leave();
    /** Looks for faults once something is seen. */
    const look = async (page: string, seen?: string): Promise<void> => {
      if (seen !== undefined) await me.see(seen);
      faults.push(...(await faultsOf(me)).map((fault) => `${page}: ${fault}`));
    };
    await me.see('demo-manager');
    await me.press('sign-in');
    await look('signing in, with a mistake');
    await me.press('demo-manager');
    await look('find', 'page-find');
    await me.find('search-text').fill('demo7');
    await me.press('search');
    await look('found', 'person');
    await me.press('history');
    await look('history', 'selection');
    for (const page of ['collect', 'import', 'bans', 'messages', 'live']) {
      await me.press(`menu-${page}`);
      await look(page, `page-${page}`);
    }
    await me.press('menu-collect');
    await me.find('field-voucher').fill(voucher);
    await me.press('read-voucher');
    await look('collect, a voucher', 'voucher');
    await me.press('menu-import');
    const rows = 'vin,model,class,ownerNumber,invoiceCode,invoiceNumber\nx,=1+1,tank,1,2,3\n';
    await me.find('field-file').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
    await me.press('import');
    await look('import, with bad rows', 'bad-row');
    await me.press('menu-sign');
    await me.press('kind-organisation');
    await me.press('sign');
    await look('sign, with mistakes', 'field-creditCode-wrong');
    await me.press('menu-blocks');
    await me.see('open-block');
    await me.find('field-pattern').selectOption('own');
    await me.press('when-later');
    await me.press('add-block');
    await look('blocks, with mistakes');
    await me.find('field-plates').fill('12A34');
    await me.press('withhold');
    await look('blocks, asking', 'withhold-says');
    await me.press('menu-calendar');
    await look('calendar', 'year');
    await me.press('menu-audit');
    await look('audit', 'audit-entry');
    await me.press('menu-accounts');
    await look('accounts', 'account');
    await me.press('change-pass-phrase');
    await look('pass-phrase');
    expect(faults).toEqual([]);
  });

  test('is used by keyboard alone: signing in, searching, the menu, and a question before a deed', async () => {
    const me = await browser.visit(server.url);
    await me.page.goto('/desk');
    const keyboard = new Keyboard(me);
    await keyboard.press('demo-manager');
    await me.see('page-find');
    await keyboard.isAt('H1');
    await keyboard.type('search-text', 'demo7');
    await keyboard.enter();
    await me.see('person');
    await keyboard.press('menu-blocks');
    await me.see('open-block');
    await keyboard.isAt('H1');
    await keyboard.type('field-plates', '77AC7');
    await keyboard.press('withhold');
    await keyboard.isAt('withhold-says');
    await keyboard.press('withhold-cancel');
    await keyboard.isAt('withhold');
    await keyboard.enter();
    // The question takes the focus as it is drawn; what is typed before would go nowhere.
    await keyboard.isAt('withhold-says');
    await keyboard.type('field-withhold-reason', 'keyboard');
    await keyboard.press('withhold-sure');
    expect(await me.page.locator('[data-testid=done] p').first().innerText()).toBe('已扣留 1 个号码。');
  });
});
