import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { poolKeys } from '../../server/pool/redis/keys.ts';
import { idNumberOf, mobileOf } from '../../verification/actors/citizens.ts';
import { Keyboard } from '../../verification/actors/keyboard.ts';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { type NodesInProcess, openNodesInProcess } from '../support/nodes-in-process.ts';
import { sharedBrowser } from '../support/shared.ts';
import { faultsOf } from './faults.ts';

const PASS_PHRASE = 'correct horse battery';

describe('accounts and the form', () => {
  const browser = sharedBrowser();
  let node: NodesInProcess;
  beforeAll(async () => {
    node = await openNodesInProcess(1);
  });
  afterAll(() => node.stop());

  const arrive = (): Promise<Visitor> =>
    browser.visit(node.urls[0] ?? '', { mayComplain: 'of refusals', reducedMotion: 'reduce' });

  test('FLOW-1, ELIG-2 a newcomer goes from sign-in to the keyboard; wrong fields are named beside them; no way back after the code', async () => {
    const me = await arrive();
    await me.see('always-open');
    await me.enterName('demo-new1');
    await me.see('page-account');
    expect(await faultsOf(me)).toEqual([]);
    await me.press('apply');

    // The notice must be accepted.
    await me.see('step', { 'data-step': 'notice' });
    await me.see('notice-text');
    await me.press('accept-notice');
    await me.see('wrong-accept', { 'data-code': 'missing' });
    expect(await new Keyboard(me).focused()).toBe('accept');
    expect(await faultsOf(me)).toEqual([]);
    await me.find('accept').check();
    await me.press('accept-notice');

    // Empty fields, and fields that are wrong, each for its own reason.
    await me.see('step', { 'data-step': 'details' });
    await me.press('to-review');
    for (const field of FIELDS) await me.see(`wrong-${field}`, { 'data-code': 'missing' });
    expect(await new Keyboard(me).focused()).toBe('vin');
    expect(await faultsOf(me)).toEqual([]);
    const [vin, invoiceCode, invoiceNumber] = await Promise.all(
      ['demo-vin', 'demo-invoiceCode', 'demo-invoiceNumber'].map((shown) => me.find(shown).innerText()),
    );
    const right = { vin, invoiceCode, invoiceNumber, address: '唐山市路南区新华道1号', contactName: '王芳' };
    await fill(me, { ...right, vin: `${vin?.slice(0, 16)}X`, contactMobile: '123' });
    await me.press('to-review');
    await me.see('wrong-vin', { 'data-code': 'vinWrong' });
    await me.see('wrong-contactMobile', { 'data-code': 'mobileWrong' });
    expect(await me.find('wrong-address').count()).toBe(0);
    // What the register knows otherwise is said beside its field too.
    await fill(me, { vin, contactMobile: mobileOf(1), invoiceNumber: '99999999' });
    expect(await me.find('wrong-vin').count()).toBe(0);
    await me.press('to-review');
    await me.see('wrong-invoiceNumber', { 'data-code': 'invoiceMismatch' });
    expect(await new Keyboard(me).focused()).toBe('invoiceNumber');
    await fill(me, { invoiceNumber });
    await me.press('to-review');

    // The review; back, to correct; what was entered is still there.
    await me.see('step', { 'data-step': 'review' });
    expect(await faultsOf(me)).toEqual([]);
    expect(await me.find('summary').innerText()).toContain('新华道1号');
    await me.press('back');
    await me.see('step', { 'data-step': 'details' });
    expect(await me.find('vin').inputValue()).toBe(vin);
    await fill(me, { address: '唐山市路北区建设路2号' });
    await me.press('to-review');
    await me.see('step', { 'data-step': 'review' });
    expect(await me.find('summary').innerText()).toContain('建设路2号');

    // The code; a refresh finds the step; that there is no way back is said before.
    await me.press('send-code');
    await me.see('step', { 'data-step': 'code' });
    await me.page.reload();
    await me.see('step', { 'data-step': 'code' });
    await me.see('final');
    await me.press('open-outbox');
    const code = /\d{6}/.exec(await (await me.see('outbox-code')).first().innerText())?.[0] ?? '';
    expect(await faultsOf(me)).toEqual([]);
    await enter(me, code === '123456' ? '654321' : '123456');
    await me.see('notice', { 'data-code': 'codeWrong' });
    await enter(me, code);
    await me.see('page-choosing');
    await me.see('key', { 'aria-disabled': false });

    // Neither the browser's way back nor the address leads to the form again: what begins there is another vehicle's.
    await me.page.goBack();
    await me.see('step', { 'data-step': 'notice' });
    await me.page.goto('/#/apply');
    await me.page.reload();
    await me.see('step', { 'data-step': 'notice' });
    await me.press('account');
    await me.see('vehicle', { 'data-stage': 'choosing' });
    await me.press('choose-vehicle');
    await me.see('page-choosing');
  });

  test('FLOW-1 the form is filled in with the keyboard alone', async () => {
    const me = await arrive();
    const keyboard = new Keyboard(me);
    await keyboard.type('user-name', 'demo-new3');
    await keyboard.type('pass-phrase', 'demo');
    await keyboard.enter();
    await keyboard.press('apply');
    await me.see('accept-notice');
    // The heading of each step has the focus, so that where one is is heard.
    await me.page.locator('h1:focus', { hasText: '阅读须知' }).waitFor();
    await keyboard.tabTo('accept');
    await me.page.keyboard.press('Space');
    await keyboard.enter();
    await me.see('demo-data');
    await me.page.locator('h1:focus', { hasText: '填写信息' }).waitFor();
    const papers = await Promise.all(
      ['demo-vin', 'demo-invoiceCode', 'demo-invoiceNumber'].map((shown) => me.find(shown).innerText()),
    );
    const typed = [...papers, '唐山市路南区新华道1号', '王芳', mobileOf(1)];
    for (const [i, field] of FIELDS.entries()) await keyboard.type(field, typed[i] ?? '');
    await keyboard.enter();
    await keyboard.press('send-code');
    await me.see('final');
    await keyboard.press('open-outbox');
    await keyboard.press('outbox-code');
    await keyboard.press('complete', 'Shift+Tab');
    expect(await (await me.see('page-choosing')).count()).toBe(1);
  });

  test('ACCT-2 an organisation applies for a second vehicle, and chooses for each in its turn', async () => {
    const me = await arrive();
    await me.press('demo-organisation');
    await me.see('page-account');
    for (let vehicle = 1; vehicle <= 2; vehicle += 1) {
      await me.press('apply');
      await me.find('accept').check();
      await me.press('accept-notice');
      await me.press('demo-fill');
      await fill(me, { address: '唐山市路南区新华道1号', contactName: '王芳', contactMobile: mobileOf(1) });
      await me.press('to-review');
      await me.press('send-code');
      await me.press('open-outbox');
      await me.press('outbox-code');
      await me.press('complete');
      await me.see('page-choosing');
      await me.press('account');
      await me.page.waitForFunction(
        (count) => document.querySelectorAll('[data-testid=vehicle][data-stage=choosing]').length === count,
        vehicle,
      );
    }
    expect(await faultsOf(me)).toEqual([]);
    // A tab that has never chosen is asked for which.
    const other = await me.anotherTab();
    await other.page.goto('/#/compose');
    await other.see('page-account');
    await other.find('choose-vehicle').nth(1).click();
    await other.see('for-vehicle');
    await other.hold('12AK4');
    await me.page.reload();
    await me.page.locator('[data-testid=vehicle][data-stage=holding]').waitFor();
    await me.page.locator('[data-testid=vehicle][data-stage=choosing]').waitFor();
  });

  test('ACCT-1, ACCT-4 who registers on the web is told what is wrong beside each field, and then to go to a desk', async () => {
    const me = await arrive();
    await me.press('register');
    await me.see('page-register');
    await me.press('register-submit');
    for (const field of ['name', 'idNumber', 'mobile']) await me.see(`wrong-${field}`, { 'data-code': 'missing' });
    expect(await me.find('wrong-userName').count()).toBe(0);
    await me.see('wrong-passPhrase', { 'data-code': 'passPhraseWeak' });
    expect(await faultsOf(me)).toEqual([]);
    await fill(me, { name: '李明', idNumber: '110101199001011234', mobile: mobileOf(7), passPhrase: PASS_PHRASE });
    await me.press('register-submit');
    await me.see('wrong-idNumber', { 'data-code': 'idNumberWrong' });
    await fill(me, { idNumber: idNumberOf(7) });
    await me.press('register-submit');
    await me.see('page-register-code');
    // The reader of the SMS comes back to a page that was loaded anew.
    await me.page.reload();
    await me.see('page-register-code');
    expect(await faultsOf(me)).toEqual([]);
    await me.press('open-outbox');
    await me.press('outbox-code');
    await me.press('complete');
    const userName = await me.read('registered-name', 'data-name');
    await me.see('desk-advice');
    expect(await faultsOf(me)).toEqual([]);
    await me.press('to-sign-in');
    await me.enterName(userName, PASS_PHRASE);
    await me.see('page-account');
    await me.see('desk-advice');
    expect(await me.find('apply').count()).toBe(0);
    expect(await faultsOf(me)).toEqual([]);
    await me.press('to-notice');
    await me.see('notice-text');
    await me.see('desk-advice');
    expect(await faultsOf(me)).toEqual([]);
    expect(await me.find('accept-notice').count()).toBe(0);
    await me.page.goto('/#/compose');
    await me.see('page-account');
  });

  test('ELIG-4 who is banned sees until when, and no form', async () => {
    await node.redis.hSet(poolKeys(node.pool).bans, 'demo-new2-o', String(Date.UTC(2099, 11, 31, 16)));
    const me = await arrive();
    await me.enterName('demo-new2');
    await me.see('blocked', { 'data-code': 'banned' });
    // The last instant in the authority's zone, where it is the next year already.
    expect(await me.find('blocked').innerText()).toContain('2100年1月1日 00:00:00');
    expect(await me.find('apply').count()).toBe(0);
    expect(await faultsOf(me)).toEqual([]);
    await me.page.goto('/#/apply');
    await me.see('notice-text');
    await me.see('blocked');
    expect(await me.find('accept-notice').count()).toBe(0);
  });

  test('ACCT-3 the pass-phrase that came by SMS must be changed before anything else', async () => {
    const person = { kind: 'individual', name: '赵强', idNumber: idNumberOf(9), mobile: mobileOf(9) } as const;
    const { userName, passPhrase: first } = await node.signInPerson(person);
    const me = await arrive();
    await me.enterName(userName, first);
    await me.see('page-pass-phrase');
    await me.page.goto('/#/apply');
    await me.page.reload();
    await me.see('page-pass-phrase');
    expect(await faultsOf(me)).toEqual([]);
    await me.press('change-pass-phrase');
    await me.see('wrong-passPhrase', { 'data-code': 'missing' });
    await fill(me, { passPhrase: 'not this one', newPassPhrase: PASS_PHRASE });
    await me.press('change-pass-phrase');
    await me.see('wrong-passPhrase', { 'data-code': 'signInWrong' });
    await fill(me, { passPhrase: first, newPassPhrase: 'short' });
    await me.press('change-pass-phrase');
    await me.see('wrong-newPassPhrase', { 'data-code': 'passPhraseWeak' });
    expect(await faultsOf(me)).toEqual([]);
    const other = await me.anotherTab();
    await other.see('page-pass-phrase');
    await fill(me, { newPassPhrase: PASS_PHRASE });
    await me.press('change-pass-phrase');
    await me.see('page-account');
    await me.see('apply');
    expect(await faultsOf(me)).toEqual([]);
    // The old session's end is no end for another tab, which has the new one's cookie too.
    await other.find('page-pass-phrase').waitFor({ state: 'detached' });
    await other.page.goto('/#/account');
    await other.see('page-account');

    // Ending all sessions ends another tab's too.
    await me.press('sign-out-everywhere');
    await me.see('sign-in');
    await other.see('sign-in');
  });
});

const FIELDS = ['vin', 'invoiceCode', 'invoiceNumber', 'address', 'contactName', 'contactMobile'];

const fill = async (me: Visitor, values: Readonly<Record<string, string | undefined>>): Promise<void> => {
  for (const [name, value = ''] of Object.entries(values)) await me.find(name).fill(value);
};

/** Types a code into its field, and sends it. */
const enter = async (me: Visitor, code: string): Promise<void> => {
  await me.find('code').click();
  await me.page.keyboard.type(code);
  await me.press('complete');
};
