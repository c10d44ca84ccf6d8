import { describe, expect, onTestFinished, test } from 'vitest';
import { ask } from '../../verification/actors/ask.ts';
import { bearer, connectDesk, DeskWorker, deskToken } from '../../verification/actors/desk-worker.ts';
import { TestServer } from '../support/server.ts';
import { sharedServer } from '../support/shared.ts';

/** What a proxy on this machine adds, to which every client looks local. */
const PASSED_ON = { 'x-forwarded-for': '192.0.2.7' };

describe.each(['uws', 'ws'] as const)('the desk of a demo, on %s', (engine) => {
  const server = sharedServer({ engine });

  const signIn = (headers: Record<string, string>) =>
    ask(`${server.url}/api/desk/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ userName: 'demo-manager', passPhrase: 'demo', tokenIn: 'body' }),
    });

  test('ACCT-1 is for people at this machine alone: what was passed on is told of none of its accounts, and how to allow it', async () => {
    expect((await ask(`${server.url}/api/desk/demo`)).status).toBe(200);
    const elsewhere = await ask(`${server.url}/api/desk/demo`, { headers: PASSED_ON });
    expect(elsewhere.status).toBe(403);
    expect(JSON.parse(elsewhere.text)).toMatchObject({
      refusal: { code: 'demoDeskElsewhere', en: expect.stringContaining('DEMO_DESK=everywhere') },
    });
    expect(elsewhere.text).not.toContain('demo-manager');
  });

  test('ACCT-1 nobody signs in to it from elsewhere: refused as any unknown account is', async () => {
    expect((await signIn({})).status).toBe(200);
    const [demo, unknown] = [
      await signIn(PASSED_ON),
      await ask(`${server.url}/api/desk/session`, {
        method: 'POST',
        body: JSON.stringify({ userName: 'nobody', passPhrase: 'demo' }),
      }),
    ];
    expect(demo.status).toBe(401);
    expect(JSON.parse(demo.text).refusal).toEqual(JSON.parse(unknown.text).refusal);
  });

  test('ACCT-1 a session that began at this machine is none elsewhere, over HTTP or a socket', async () => {
    const token = await deskToken(server.url, 'demo-manager');
    expect((await ask(`${server.url}/api/desk/session`, { headers: bearer(token) })).status).toBe(200);
    expect((await ask(`${server.url}/api/desk/session`, { headers: { ...bearer(token), ...PASSED_ON } })).status).toBe(
      204,
    );
    expect(await connectDesk(server.url, { token }, undefined, PASSED_ON)).toMatchObject({ code: 'sessionEnded' });
    (await DeskWorker.connect(server.url, token)).leave();
  });

  test('the start says whom it is for, and how to allow others', () => {
    expect(server.lines.join('\n')).toMatch(/demo desk, at this machine alone: .*DEMO_DESK=everywhere/);
  });
});

test('a demo behind a proxy has no desk, and says so at the start; declared, it has one for everybody', async () => {
  const closed = await TestServer.start({ engine: 'ws', env: { TRUSTED_PROXIES: '192.0.2.1' } });
  onTestFinished(() => closed.stop());
  await closed.says('demo desk closed, because of TRUSTED_PROXIES; DEMO_DESK=everywhere opens it');
  expect((await ask(`${closed.url}/api/desk/demo`)).status).toBe(403);
  expect(await deskToken(closed.url, 'demo-clerk')).toMatchObject({ code: 'signInWrong' });
  const open = await TestServer.start({
    engine: 'ws',
    env: { TRUSTED_PROXIES: '192.0.2.1', DEMO_DESK: 'everywhere' },
  });
  onTestFinished(() => open.stop());
  await open.says('demo desk, for everybody');
  expect((await ask(`${open.url}/api/desk/demo`, { headers: PASSED_ON })).status).toBe(200);
  expect(await deskToken(open.url, 'demo-clerk')).toEqual(expect.any(String));
});
