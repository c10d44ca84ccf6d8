import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../verification/actors/applicant.ts';
import { ask, cookiesOf, type Heard } from '../../verification/actors/ask.ts';
import { TestServer } from '../support/server.ts';

/** The one that is believed; every other address of this machine is anybody's. */
const PROXY = '127.0.0.2';
/** More failures than are free to one address within a quarter of an hour (`server/identity/guesses.ts`): the next ones want work. */
const LIMIT = 40;

describe.each(['uws', 'ws'] as const)('behind a trusted proxy, on %s', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ engine, env: { TRUSTED_PROXIES: `192.0.2.0/24, ${PROXY}` } });
  });
  afterAll(() => server.stop());

  const signIn = (
    from: string,
    said: Record<string, string>,
    userName = 'demo1',
    passPhrase = 'demo',
  ): Promise<Heard> =>
    ask(`${server.url}/api/session`, {
      method: 'POST',
      headers: said,
      body: JSON.stringify({ userName, passPhrase }),
      from,
    });

  test('SAFE-3 behind TLS the cookie is for this host and for TLS alone; others are not believed', async () => {
    const trusted = cookiesOf(await signIn(PROXY, { 'x-forwarded-proto': 'https' }));
    expect(trusted.set).toMatch(/^__Host-xuanhao_session_[\da-f]{8}=[\w-]{43};/);
    for (const part of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) expect(trusted.set).toContain(part);
    expect(trusted.set).not.toContain('Domain');

    for (const [from, proto] of [
      ['127.0.0.1', 'https'],
      [PROXY, 'http'],
    ] as const) {
      const { set } = cookiesOf(await signIn(from, { 'x-forwarded-proto': proto }));
      expect(set, from).toMatch(/^xuanhao_session_[\da-f]{8}=/);
      expect(set, from).not.toContain('Secure');
    }
  });

  test('SAFE-3 the session of a cookie is found in requests and in handshakes, and ends with it', async () => {
    const tls = { 'x-forwarded-proto': 'https' };
    const { sent: cookie } = cookiesOf(await signIn(PROXY, tls, 'demo2'));
    const headers = { ...tls, cookie };
    const who = await ask(`${server.url}/api/session`, { headers, from: PROXY });
    expect(JSON.parse(who.text)).toMatchObject({ userName: 'demo2' });
    const me = await connect(server.url, undefined, { extraHeaders: headers, localAddress: PROXY });
    expect(me.at('choosing')).toMatchObject({ triesLeft: 20 });
    // The same cookie without TLS is one that somebody else may have planted.
    const watcher = await connect(server.url, undefined, { extraHeaders: { cookie } });
    expect(watcher.welcome.selection).toBeNull();
    const gone = new Promise((resolve) => me.socket.once('disconnect', resolve));
    const out = await ask(`${server.url}/api/session`, { method: 'DELETE', headers, from: PROXY });
    expect(cookiesOf(out).set).toMatch(/^__Host-xuanhao_session_[\da-f]{8}=; Max-Age=0; Path=\/; Secure/);
    await gone;
    watcher.leave();
  });

  test('SAFE-3 sign-in counts the address that the proxy names, and one who is no proxy by its own', async () => {
    const guess = async (from: string, forwarded: (i: number) => string): Promise<number[]> => {
      const statuses: number[] = [];
      for (let i = 0; i < LIMIT; i += 10) {
        const some = Array.from({ length: 10 }, (_, n) => i + n);
        const heard = await Promise.all(
          some.map((n) => signIn(from, { 'x-forwarded-for': forwarded(n) }, `demo${(n % 40) + 10}`, 'wrong')),
        );
        statuses.push(...heard.map(({ status }) => status));
      }
      return statuses;
    };
    const status = async (from: string, forwarded: string): Promise<number> =>
      (await signIn(from, { 'x-forwarded-for': forwarded }, 'demo5')).status;

    expect(new Set(await guess(PROXY, (n) => `10.0.0.${n}, 198.51.100.1`))).toEqual(new Set([401, 428]));
    expect(await status(PROXY, '198.51.100.1')).toBe(428);
    expect(await status(PROXY, '198.51.100.1, 192.0.2.9')).toBe(428);
    expect(await status(PROXY, '198.51.100.2')).toBe(200);
    // Another address of ours is no proxy: a new name at every guess does not help it.
    expect(new Set(await guess('127.0.0.3', (n) => `203.0.113.${n}`))).toEqual(new Set([401, 428]));
    expect(await status('127.0.0.3', '203.0.113.200')).toBe(428);
    expect(await status('127.0.0.4', '203.0.113.200')).toBe(200);
  });
});
