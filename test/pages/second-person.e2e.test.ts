import { describe, expect, test } from 'vitest';
import type { Visitor } from '../../verification/actors/visitor.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';
import { faultsOf } from './faults.ts';

describe('two people at the desk', () => {
  const browser = sharedBrowser();
  const server = sharedServer({ engine: 'uws', authority: { hours: 'always', secondPerson: 'required' } });

  const comeToWork = async (role: 'clerk' | 'manager'): Promise<Visitor> => {
    const desk = await browser.visit(server.url, { reducedMotion: 'reduce' });
    await desk.comeToWork(role);
    return desk;
  };

  test('POOL-2 what a manager proposes shows at once at another desk, with a count, is confirmed there, and is accessible', async () => {
    const [manager, clerk] = [await comeToWork('manager'), await comeToWork('clerk')];
    await manager.press('menu-blocks');
    await manager.find('field-plates').fill('12AC4 12AC5');
    await manager.press('withhold');
    await manager.find('field-withhold-reason').fill('样车展览');
    await manager.press('withhold-sure');
    await manager.page.getByText('已提出，尚未更改任何内容').waitFor();
    await clerk.see('proposals-waiting', { 'data-count': 1 });
    await clerk.press('menu-proposals');
    const shown = await clerk.see('proposal', { 'data-what': 'withholdNumbers', 'data-by': 'demo-manager' });
    expect(await shown.innerText()).toMatch(/样车展览|冀B·12AC4/);
    await clerk.press('confirm');
    await clerk.see('confirm-says');
    expect(await faultsOf(clerk)).toEqual([]);
    await manager.press('menu-proposals');
    await manager.see('proposal');
    // One's own is not offered for confirming.
    expect(await manager.find('confirm').count()).toBe(0);
    expect(await faultsOf(manager)).toEqual([]);
    await clerk.press('confirm-sure');
    await clerk.page.getByText('已确认并办理。').waitFor();
    // At the other desk it goes by itself.
    await manager.page.getByText('没有待确认的事项。').waitFor();
  });
});
