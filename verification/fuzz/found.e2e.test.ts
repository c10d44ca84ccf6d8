import { afterAll, beforeAll, expect, test } from 'vitest';
import { endLastDay } from '../../test/support/last-day.ts';
import { TestServer } from '../../test/support/server.ts';
import { arrive, connect } from '../actors/applicant.ts';

/** What hostile input has found, each as it was before it was mended. */

const YEAR = 365 * 86_400_000;
let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({
    engine: 'uws',
    authority: { hours: 'always', verifyIntervalSeconds: 0.1, codeResendSeconds: 0.1, captchaWork: 200 },
  });
});
afterAll(() => server.stop());

test('COMP-2, DONE-4 after a ban the first keyboard is one that can be typed on', async () => {
  const before = await arrive(server.url, 'demo1');
  await before.reserve('12AK3');
  before.leave();
  await endLastDay(server.redis, before.view.id, Date.now() - 3 * YEAR);

  const me = await connect(server.url, before.token);
  expect(me.view).toMatchObject({ stage: 'choosing', triesLeft: 20 });
  const { id: layout, keys } = await me.openKeyboard();
  const typed = [keys[0]?.id ?? null, null, null, null, null];
  expect(await me.ask('typePattern', { layout, keys: typed })).toMatchObject({ ok: true });
  expect(await me.hold('12AK4')).toMatchObject({ plate: '12AK4' });
  me.leave();
});
