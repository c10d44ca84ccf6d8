import { describe, expect, test } from 'vitest';
import { httpRefused } from '../../protocol/http/refused.ts';
import type { WorkProof } from '../../protocol/work.ts';
import { solveWork } from '../../verification/actors/captcha.ts';
import { sharedBrowser, sharedServer } from '../support/shared.ts';

const HOUR = 3_600_000;

describe('a limit that was reached', () => {
  const browser = sharedBrowser();
  const server = sharedServer({ engine: 'uws' });

  /** Guesses, and does the work that it costs, until nobody is let in any more; answers from when somebody is again. */
  const guessAt = async (path: string, userName: string): Promise<number> => {
    let work: WorkProof | undefined;
    for (;;) {
      const body = JSON.stringify({ userName, passPhrase: 'a wrong one', work });
      const response = await fetch(`${server.url}${path}`, { method: 'POST', body });
      const { refusal } = httpRefused.parse(await response.json());
      if (refusal.code === 'tooManyRequests') return refusal.notBefore ?? 0;
      expect(['signInWrong', 'workRequired']).toContain(refusal.code);
      work = refusal.work && solveWork(refusal.work);
    }
  };
  const clockTime = (instant: number): string =>
    new Intl.DateTimeFormat('zh-CN', { timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(instant);

  test.each([
    ['/', '/api/session', 'demo7', ''],
    ['/desk', '/api/desk/session', 'demo-clerk', 'field-'],
  ])(
    'FLOW-3, LIVE-2 signing in at %s says from when one may try again, whatever one’s own clock says',
    async (page, api, name, field) => {
      const notBefore = await guessAt(api, name);
      const options = { clockWrongBy: 5 * HOUR, timezoneId: 'Asia/Shanghai', mayComplain: true } as const;
      const me = await browser.visit(server.url, options);
      await me.page.goto(page);
      await me.find(`${field}user-name`).fill(name);
      await me.find(`${field}pass-phrase`).fill('demo');
      await me.press('sign-in');
      const notice = await me.see('notice', { 'data-code': 'tooManyRequests' });
      const said = await notice.innerText();
      expect(said).toContain('操作过于频繁，请稍候再试。');
      // A minute may end between the two answers.
      expect([clockTime(notBefore), clockTime(notBefore + 60_000), clockTime(notBefore - 60_000)]).toContainEqual(
        /\d+:\d\d/.exec(said)?.[0] ?? said,
      );
    },
  );
});
