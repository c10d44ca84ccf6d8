import { describe, expect, test } from 'vitest';
import { httpRefused } from '../../protocol/http/refused.ts';
import { sessionsView } from '../../protocol/http/sessions.ts';
import type { WorkProof } from '../../protocol/work.ts';
import { arrive, connect } from '../../verification/actors/applicant.ts';
import { solveWork } from '../../verification/actors/captcha.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import { sharedServer } from '../support/shared.ts';

describe.each(['uws', 'ws'] as const)('signing in, on %s', (engine) => {
  const server = sharedServer({ engine, authority: { captchaWork: 500 } });

  type Given = { passPhrase?: string; work?: WorkProof; headers?: Record<string, string>; tokenIn?: 'cookie' | 'body' };
  const post = (userName: string, { passPhrase = 'demo', work, headers = {}, tokenIn = 'cookie' }: Given = {}) =>
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ userName, passPhrase, tokenIn, ...(work && { work }) }),
    });
  const workOf = async (response: Response): Promise<WorkProof> => {
    expect(response.status).toBe(428);
    const { refusal } = httpRefused.parse(await response.json());
    if (refusal.work === undefined) throw new Error(`${refusal.code} without work`);
    return solveWork(refusal.work);
  };
  const cookieOf = (response: Response): string =>
    response.headers
      .getSetCookie()
      .map((each) => each.split(';', 1)[0])
      .join('; ');

  test('SAFE-3 ACCT-3 much-tried names want work, and a browser of before is asked for none', async () => {
    const first = await post('demo1');
    const cookie = cookieOf(first);
    expect(cookie).toMatch(/; xuanhao_device/);
    // The address has become a known one, and is so no more.
    for (let i = 0; i < 20; i += 1) expect((await post('demo1', { passPhrase: 'wrong' })).status).toBe(401);
    for (let i = 0; i < 3; i += 1) expect((await post('demo1', { passPhrase: 'wrong' })).status).toBe(401);
    const work = await workOf(await post('demo1', { passPhrase: 'wrong' }));
    expect((await post('demo1', { passPhrase: 'wrong', work })).status).toBe(401);
    await workOf(await post('demo1', { work }));
    expect((await post('demo1', { headers: { cookie } })).status).toBe(200);
    expect((await post('demo1', { work: await workOf(await post('demo1')) })).status).toBe(200);
  });

  test('SAFE-3 many right sign-ins of one account at once: most are told when to come again, and others come in', async () => {
    const flood = Promise.all(Array.from({ length: 400 }, () => post('demo3', { tokenIn: 'body' })));
    expect(await signIn(server.url, 'demo4')).toMatch(/^[\w-]{43}$/);
    const statuses = (await flood).map(({ status }) => status);
    // How many are told so, and how many are asked for work, depends on how slowly a busy machine sends them.
    expect(statuses).toContain(429);
    expect([200, 428, 429]).toEqual(expect.arrayContaining([...new Set(statuses)]));
  });

  test('ACCT-3 an owner sees each session and ends one: its connections hear of it, and the others stay', async () => {
    const here = await arrive(server.url, 'demo5');
    const elsewhere = await post('demo5', { headers: { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)' } });
    const cookie = cookieOf(elsewhere);
    const there = await connect(server.url, undefined, { extraHeaders: { cookie } });
    const listed = sessionsView.parse(await here.get('/api/sessions')).sessions;
    expect(listed.map(({ device, current }) => ({ device, current }))).toEqual([
      { device: 'phone', current: false },
      { device: 'program', current: true },
    ]);
    expect(listed.map(({ address }) => address)).toEqual(['127.0.*.*', '127.0.*.*']);
    const end = (id: string, token: string) =>
      fetch(`${server.url}/api/sessions/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    const phone = listed[0]?.id ?? '';
    // Another's session is none of one's own.
    expect((await end(phone, await signIn(server.url, 'demo6'))).status).toBe(204);
    expect(sessionsView.parse(await here.get('/api/sessions')).sessions).toHaveLength(2);
    expect((await end(phone, here.token)).status).toBe(204);
    await expect.poll(() => there.socket.connected, { timeout: 30_000 }).toBe(false);
    expect((await fetch(`${server.url}/api/session`, { headers: { cookie } })).status).toBe(204);
    expect(sessionsView.parse(await here.get('/api/sessions')).sessions).toHaveLength(1);
    here.leave();
  });
});
