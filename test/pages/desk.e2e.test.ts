import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrive } from '../../verification/actors/applicant.ts';
import { idNumberOf, mobileOf, vinOf } from '../../verification/actors/citizens.ts';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { temporaryFolder } from '../support/folder.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

const SCREEN = { viewport: { width: 1280, height: 900 } };

describe('at the desk', () => {
  const browser = sharedBrowser();
  const server = sharedServer({
    engine: 'uws',
    authority: { hours: 'always', verifyIntervalSeconds: 0.3, codeResendSeconds: 0.3 },
  });

  const comeToWork = async (role: 'clerk' | 'manager'): Promise<Visitor> => {
    const desk = await browser.visit(server.url, SCREEN);
    await desk.comeToWork(role);
    return desk;
  };
  const turnTo = async (desk: Visitor, page: string): Promise<void> => {
    await desk.press(`menu-${page}`);
    await desk.see(`page-${page}`);
  };
  const enter = (desk: Visitor, field: string, text: string): Promise<void> => desk.find(`field-${field}`).fill(text);

  test('POOL-2, LIVE-1 a manager opens a second block, and whoever watches sees it within a second', async () => {
    const watcher = await browser.visit(server.url);
    const before = Number(await watcher.read('pool-free', 'data-count'));
    const manager = await comeToWork('manager');
    await turnTo(manager, 'blocks');
    await manager.see('open-block', { 'data-id': 'first' });
    await manager.find('field-pattern').selectOption('own');
    for (const [i, characters] of ['0-9', '0-9', 'C', 'a-c', '0-9'].entries())
      await enter(manager, `position-${i}`, characters);
    await manager.see('spans', { 'data-count': 3_000 });
    await manager.press('add-block');
    // Names and an id are missing: it says so, and asks nothing yet.
    expect(await (await manager.see('field-id-wrong')).innerText()).not.toBe('');
    await enter(manager, 'id', 'second');
    await enter(manager, 'name.zh', '第二批号段');
    await enter(manager, 'name.en', 'Second block');
    await enter(manager, 'withheld', '冀B·88C88');
    expect(await manager.find('field-withheld-wrong').count()).toBe(0);
    await manager.press('add-block');
    expect(await (await manager.see('add-block-says')).innerText()).toMatch(/3,000.*1 个/);
    await manager.press('add-block-sure');
    // The number to be withheld is not of this pattern.
    await manager.see('notice', { 'data-code': 'numberNotInPool' });

    await enter(manager, 'withheld', '88CA8');
    await manager.press('add-block');
    await manager.press('add-block-sure');
    await manager.see('open-block', { 'data-id': 'second' });
    await watcher.see('pool-free', { 'data-count': before + 2_999 });
    await watcher.page.getByText('第二批号段').waitFor();

    // What was kept back is freed, for a reason.
    await enter(manager, 'plates', '冀B·88CA8 88CA9');
    await manager.press('unwithhold');
    await manager.press('unwithhold-sure');
    await enter(manager, 'unwithhold-reason', '样车已拍摄');
    await manager.press('unwithhold-sure');
    await watcher.see('pool-free', { 'data-count': before + 3_000 });

    await turnTo(manager, 'audit');
    await manager.see('audit-entry', { 'data-what': 'addBlock', 'data-outcome': 'done' });
    await manager.see('audit-entry', { 'data-what': 'addBlock', 'data-outcome': 'numberNotInPool' });
    expect(await (await manager.see('audit-entry', { 'data-what': 'unwithholdNumbers' })).innerText()).toContain(
      '样车已拍摄',
    );
  });

  test('POOL-2 a block is scheduled in the authority’s own time, wherever the browser is, and called off', async () => {
    const manager = await browser.visit(server.url, { ...SCREEN, timezoneId: 'America/New_York' });
    await manager.page.goto('/desk');
    await manager.press('demo-manager');
    await turnTo(manager, 'blocks');
    await manager.find('field-pattern').selectOption('letters-2');
    await manager.press('when-later');
    await enter(manager, 'opensAt', '2020-01-01T09:00');
    await manager.press('add-block');
    await manager.see('field-opensAt-wrong');
    await enter(manager, 'opensAt', '2099-12-31T09:00');
    await manager.press('add-block');
    await manager.press('add-block-sure');
    expect(await (await manager.see('scheduled-block')).innerText()).toMatch(/2099年12月31日 09:00/);
    await manager.press('unschedule');
    await manager.press('unschedule-sure');
    await manager.find('scheduled-block').waitFor({ state: 'detached' });
  });

  test('ACCT-1, ACCT-4 a clerk signs a person in person; what is wrong stands beside each field', async () => {
    const clerk = await comeToWork('clerk');
    await turnTo(clerk, 'sign');
    await enter(clerk, 'name', '张三');
    await enter(
      clerk,
      'idNumber',
      idNumberOf(1).replace(/.$/, (last) => (last === '1' ? '2' : '1')),
    );
    await enter(clerk, 'mobile', '12345');
    await clerk.press('sign');
    expect(await (await clerk.see('field-idNumber-wrong')).innerText()).toContain('校验码');
    await clerk.see('field-mobile-wrong');
    expect(await clerk.find('field-name-wrong').count()).toBe(0);
    await enter(clerk, 'idNumber', idNumberOf(1));
    await enter(clerk, 'mobile', mobileOf(1));
    await clerk.press('sign');
    const userName = await clerk.read('signed', 'data-user-name');

    // Found by the number of the document, and shown masked.
    await clerk.find('search-text').fill(idNumberOf(1));
    await clerk.press('search');
    const person = await clerk.see('person', { 'data-user-name': userName });
    expect(await person.innerText()).toContain('已面签');
    expect(await clerk.page.locator('main').innerText()).not.toContain(idNumberOf(1));
    expect(clerk.page.url()).not.toContain(idNumberOf(1));
  });

  test('DONE-2, DONE-3 a clerk collects a voucher by the signed text of its QR code', async () => {
    const applicant = await arrive(server.url, 'demo1');
    await applicant.reserve('12AC4');
    const { signed } = await applicant.voucher();

    const clerk = await comeToWork('clerk');
    await turnTo(clerk, 'collect');
    await enter(clerk, 'voucher', `${signed.slice(0, -8)}AAAAAAAA`);
    await clerk.press('read-voucher');
    await clerk.see('notice', { 'data-code': 'voucherWrong' });
    // A scanner ends with Enter.
    await enter(clerk, 'voucher', signed);
    await clerk.find('field-voucher').press('Enter');
    await clerk.see('voucher', { 'data-plate': '12AC4', 'data-signed': true });
    await clerk.press('collect');
    expect(await (await clerk.see('collect-says')).innerText()).toContain('冀B·12AC4');
    await clerk.press('collect-sure');
    await clerk.page.getByText(/冀B·12AC4 已于 .* 登记/).waitFor();
    await expect.poll(async () => (await applicant.look()).stage).toBe('registered');

    await clerk.find('search-text').fill('冀B·12AC4');
    await clerk.press('search');
    await clerk.see('number-state', { 'data-state': 'registered' });
    await clerk.press('history');
    expect(await (await clerk.see('entry')).count()).toBeGreaterThanOrEqual(4);
    // Twice is once.
    await turnTo(clerk, 'collect');
    await enter(clerk, 'voucher', signed);
    await clerk.press('read-voucher');
    await clerk.see('notice', { 'data-code': 'alreadyCollected' });
    applicant.leave();
  });

  test('ELIG-2 a clerk imports vehicles, and takes the bad rows home as a file', async () => {
    const rows = Array.from({ length: 700 }, (_, i) =>
      [
        i % 100 === 7 ? 'x' : vinOf(i),
        '测试轿车',
        'small',
        idNumberOf(i),
        '130012345678',
        `${10_000_000 + i}`,
        '否',
        '',
      ].join(','),
    );
    const header = 'vin,model,class,ownerNumber,invoiceCode,invoiceNumber,transferred,plate';
    const path = join(await temporaryFolder(), 'vehicles.csv');
    await writeFile(path, [header, ...rows].join('\r\n'));

    const clerk = await comeToWork('clerk');
    await turnTo(clerk, 'import');
    await clerk.press('import');
    await clerk.see('notice');
    await clerk.find('field-file').setInputFiles(path);
    await clerk.press('import');
    await clerk.see('imported');
    await clerk.see('import-added', { 'data-count': 693 });
    await clerk.see('import-bad', { 'data-count': 7 });
    await clerk.see('bad-row', { 'data-line': 9, 'data-code': 'vinWrong' });
    const [download] = await Promise.all([clerk.page.waitForEvent('download'), clerk.press('download')]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(8);
    expect(lines[1]).toMatch(/^9,vin,/);

    // What it came to is still there when one comes back from another page.
    await turnTo(clerk, 'live');
    await turnTo(clerk, 'import');
    await clerk.see('import-added', { 'data-count': 693 });
    await clerk.find('field-file').setInputFiles(path);

    // The same file twice changes nothing.
    await clerk.press('import');
    await clerk.see('import-unchanged', { 'data-count': 693 });
    await clerk.see('import-added', { 'data-count': 0 });
  });

  test('ELIG-2 a file without its columns is told so; an import that is stopped makes room for another', async () => {
    const folder = await temporaryFolder();
    const [bare, long] = [join(folder, 'bare.csv'), join(folder, 'long.csv')];
    await writeFile(bare, 'vin,model\r\nx,y\r\n');
    const header = 'vin,model,class,ownerNumber,invoiceCode,invoiceNumber,transferred,plate\r\n';
    await writeFile(long, header + 'a bad row\r\n'.repeat(600_000));
    const clerk = await comeToWork('clerk');
    await turnTo(clerk, 'import');
    await clerk.find('field-file').setInputFiles(long);
    await clerk.press('import');
    await clerk.press('stop-import');
    await clerk.see('notice');
    await clerk.find('field-file').setInputFiles(bare);
    await clerk.press('import');
    expect(await (await clerk.see('not-imported', { 'data-outcome': 'columnsMissing' })).innerText()).toContain(
      'ownerNumber (所有人证件号码)',
    );
  });

  test('a clerk is not offered what a manager may do, by the menu or by the address', async () => {
    const clerk = await comeToWork('clerk');
    for (const page of ['find', 'collect', 'sign', 'import', 'blocks', 'calendar', 'live'])
      expect(await clerk.find(`menu-${page}`).count(), page).toBe(1);
    for (const page of ['bans', 'messages', 'audit', 'accounts']) {
      expect(await clerk.find(`menu-${page}`).count(), page).toBe(0);
      await clerk.page.goto(`/desk#/${page}`);
      await clerk.see('page-find');
    }
    await turnTo(clerk, 'blocks');
    await clerk.see('open-block');
    await turnTo(clerk, 'calendar');
    await clerk.see('year');
    for (const action of ['add-block', 'withhold', 'unwithhold', 'unschedule', 'load-year'])
      expect(await clerk.find(action).count(), action).toBe(0);
  });

  test('a manager makes an account, whose owner changes the pass-phrase first and can be signed out for good', async () => {
    const manager = await comeToWork('manager');
    await turnTo(manager, 'accounts');
    await enter(manager, 'userName', 'Wang');
    await manager.press('add-account');
    await manager.see('field-userName-wrong');
    await enter(manager, 'userName', 'wang');
    await manager.press('add-account');
    const passPhrase = await (await manager.see('first-pass-phrase')).innerText();

    const wang = await browser.visit(server.url, { ...SCREEN, mayComplain: true });
    await wang.page.goto('/desk');
    await enter(wang, 'user-name', 'wang');
    await enter(wang, 'pass-phrase', passPhrase);
    await wang.press('sign-in');
    await wang.see('page-pass-phrase');
    expect(await wang.find('menu-find').count()).toBe(0);
    await enter(wang, 'passPhrase', passPhrase);
    await enter(wang, 'newPassPhrase', 'wang');
    await enter(wang, 'again', 'wang');
    await wang.press('change');
    await wang.see('field-newPassPhrase-wrong');
    await enter(wang, 'newPassPhrase', 'seven quiet herons');
    await enter(wang, 'again', 'seven quiet herons');
    await wang.press('change');
    await wang.see('menu-find');

    await manager.press('remove');
    await enter(manager, 'remove-reason', '调离窗口');
    await manager.press('remove-sure');
    await wang.see('page-sign-in');
  });
});
