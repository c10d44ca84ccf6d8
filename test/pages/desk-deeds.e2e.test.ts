import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Applicant } from '../../verification/actors/applicant.ts';
import { idNumberOf, mobileOf } from '../../verification/actors/citizens.ts';
import { DeskWorker } from '../../verification/actors/desk-worker.ts';
import { Keyboard } from '../../verification/actors/keyboard.ts';
import { People } from '../../verification/actors/people.ts';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { endLastDay } from '../support/last-day.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';
import { SmsProvider } from '../support/sms-provider.ts';
import { faultsOf } from './faults.ts';

const authority = { hours: 'always', verifyIntervalSeconds: 0.1, codeResendSeconds: 0.1 } as const;
const SCREEN = { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' } as const;

describe('what a desk does for one person', () => {
  const provider = new SmsProvider();
  const env: NodeJS.ProcessEnv = { SMS_WEBHOOK_SECRET: 'a secret of the provider' };
  beforeAll(async () => {
    env['SMS_WEBHOOK_URL'] = await provider.open();
  });
  afterAll(() => provider.close());
  const browser = sharedBrowser();
  const server = sharedServer({ engine: 'uws', authority });
  const withWebhook = sharedServer({ engine: 'uws', authority, env });
  const people = new People(server);
  afterEach(() => people.leave());

  const comeToWork = async (role: 'clerk' | 'manager', at = server): Promise<Visitor> => {
    const desk = await browser.visit(at.url, SCREEN);
    await desk.comeToWork(role);
    return desk;
  };
  /** What is wrong with a page that is filled, and looks for it in every width. */
  const looksRight = async (desk: Visitor): Promise<void> => {
    expect(await faultsOf(desk)).toEqual([]);
    await desk.page.setViewportSize(SCREEN.viewport);
  };
  const reserves = async (plate: string): Promise<Applicant> => {
    const applicant = await people.newcomer();
    await applicant.reserve(plate);
    return applicant;
  };
  /** Somebody whose last day passed, and who is banned for it. */
  const misses = async (plate: string): Promise<Applicant> => {
    const applicant = await reserves(plate);
    const { id } = applicant.view;
    // What a node remembers of a selection ends with its last connection.
    applicant.leave();
    await endLastDay(server.redis, id);
    const clerk = await DeskWorker.arrive(server.url, 'demo-clerk');
    const state = async () => (await clerk.does('findSelection', { by: 'plate', text: plate })).number;
    await expect.poll(state).toBe('free');
    clerk.leave();
    return people.again(applicant);
  };

  test('DONE-4, ELIG-4 a manager lifts a ban, for a reason, and the vehicle begins anew', async () => {
    const banned = [await misses('12AC4'), await misses('12AC5')];
    const [anna] = banned;
    expect(anna?.view.stage).toBe('missed');
    const manager = await comeToWork('manager');
    await manager.press('menu-bans');
    await manager.see('bans', { 'data-count': 2 });
    await manager.press('lift');
    expect(await (await manager.see('lift-says')).innerText()).toContain('演示申请人 1');
    await looksRight(manager);
    // Without a reason nothing is done.
    await manager.press('lift-sure');
    await manager.see('field-lift-reason-wrong');
    await manager.find('field-lift-reason').fill('住院期间无法办理，已核对病历');
    await manager.press('lift-sure');
    await manager.see('bans', { 'data-count': 1 });
    await manager.page.locator('[data-testid=done] p').waitFor();
    await anna?.hears('selectionChanged', ({ selection }) => selection.stage === 'choosing');
    expect(await anna?.hold('12AC6')).toMatchObject({ plate: '12AC6' });
    await manager.press('menu-audit');
    const entry = await manager.see('audit-entry', { 'data-what': 'liftBan', 'data-outcome': 'done' });
    expect(await entry.first().innerText()).toContain('住院期间无法办理，已核对病历');
  });

  test('SMS-4 a message that the provider refused is a dead letter, and is sent again when it takes it', async () => {
    provider.status = 400;
    const clerk = await DeskWorker.arrive(withWebhook.url, 'demo-clerk');
    for (const n of [41, 42]) {
      const form = { name: '王小明', idNumber: idNumberOf(n), mobile: mobileOf(n) };
      expect(await clerk.does('signPerson', form)).toMatchObject({ message: 'gatewayDown' });
    }
    clerk.leave();
    const manager = await comeToWork('manager', withWebhook);
    await manager.press('menu-messages');
    expect(await (await manager.see('letter')).count()).toBe(2);
    const first = manager.find('letter').first();
    expect(await first.innerText()).toContain('199****0042');
    await manager.press('resend');
    expect(await (await manager.see('resend-says')).innerText()).toContain('199****0042');
    await looksRight(manager);
    // It still does not take it: the letter stays, and the page says so.
    await manager.press('resend-sure');
    await manager.see('notice', { 'data-code': 'gatewayDown' });
    expect(await manager.find('letter').count()).toBe(2);
    provider.status = 200;
    const before = provider.heard.length;
    await manager.press('resend');
    await manager.press('resend-sure');
    await manager.page.locator('[data-testid=done] p').waitFor();
    await expect.poll(() => manager.find('letter').count()).toBe(1);
    expect(provider.heard.slice(before).map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { to: mobileOf(42), purpose: 'account', text: expect.stringContaining('初始口令') },
    ]);
  });

  test('POOL-2, DONE-1 what the server finds wrong with a block or a year stands beside the field', async () => {
    const manager = await comeToWork('manager');
    await manager.press('menu-blocks');
    await manager.find('field-pattern').selectOption('own');
    await manager.find('field-length').selectOption('6');
    for (let i = 0; i < 6; i += 1) await manager.find(`field-position-${i}`).fill(i === 0 ? 'D' : '0-9');
    for (const [name, text] of [
      ['id', 'long'],
      ['name.zh', '六位号段'],
      ['name.en', 'Six'],
    ] as const)
      await manager.find(`field-${name}`).fill(text);
    await manager.press('add-block');
    await manager.press('add-block-sure');
    await manager.see('notice', { 'data-code': 'blockWrong' });
    expect(await (await manager.see('field-positions-wrong')).innerText()).toContain('位数');
    await manager.find('field-pattern').selectOption('letters-2');
    await manager.find('field-id').fill('first');
    await manager.press('add-block');
    await manager.press('add-block-sure');
    expect(await (await manager.see('field-id-wrong')).innerText()).toContain('已被使用');

    await manager.press('menu-calendar');
    await manager.find('field-year').fill('2031');
    await manager.find('field-holidays').fill('2031-10-01 2031-10-05');
    await manager.find('field-makeUpDays').fill('2031-10-11');
    await manager.press('load-year');
    await manager.press('load-year-sure');
    await manager.see('notice', { 'data-code': 'calendarWrong' });
    expect(await (await manager.see('field-holidays-wrong')).innerText()).toContain('周一至周五');
    expect(await manager.find('field-makeUpDays-wrong').count()).toBe(0);
  });

  test('by keyboard alone a person is signed, a voucher is collected, and a ban is lifted', async () => {
    const [holder] = [await reserves('12AC7'), await misses('12AC8')];
    const { signed } = await holder.voucher();
    const desk = await browser.visit(server.url, SCREEN);
    await desk.page.goto('/desk');
    const keyboard = new Keyboard(desk);
    await keyboard.press('demo-manager');
    await desk.see('page-find');

    await keyboard.press('menu-sign');
    await keyboard.isAt('H1');
    await keyboard.type('field-name', '李四');
    await keyboard.type('field-idNumber', idNumberOf(43));
    await keyboard.type('field-mobile', mobileOf(43));
    await keyboard.enter();
    await desk.see('signed');

    await keyboard.press('menu-collect');
    await keyboard.isAt('H1');
    await keyboard.type('field-voucher', signed);
    await keyboard.enter();
    await desk.see('voucher', { 'data-plate': '12AC7', 'data-signed': true });
    await keyboard.press('collect');
    await keyboard.isAt('collect-says');
    await keyboard.press('collect-sure');
    await expect.poll(async () => (await holder.look()).stage).toBe('registered');

    await keyboard.press('menu-bans');
    await keyboard.isAt('H1');
    await desk.see('ban');
    const before = Number(await desk.read('bans', 'data-count'));
    await keyboard.press('lift');
    await keyboard.isAt('lift-says');
    await keyboard.type('field-lift-reason', 'keyboard alone');
    await keyboard.press('lift-sure');
    await desk.see('bans', { 'data-count': before - 1 });
  });
});
