import { expect, test } from 'vitest';
import { connect } from '../../verification/actors/applicant.ts';
import { ask, cookiesOf } from '../../verification/actors/ask.ts';
import { makeCertificate } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { TestServer } from '../support/server.ts';

test.each([
  ['uws', '2'],
  ['ws', '1'],
] as const)(
  'SAFE-3 TLS of its own, on %s with WORKERS=%s: pages, sign-in and sockets are behind it',
  async (engine, WORKERS) => {
    const { ca, certFile: TLS_CERT, keyFile: TLS_KEY } = await makeCertificate(await temporaryFolder());
    const server = await TestServer.start({ engine, env: { TLS_CERT, TLS_KEY, WORKERS } });
    try {
      const announced = () => server.lines.find((line) => line.includes('is open'));
      await expect.poll(announced).toContain('https://127.0.0.1');
      const url = server.url.replace('http:', 'https:');
      const health = await ask(`${url}/healthz`, { ca });
      expect(JSON.parse(health.text)).toMatchObject({ status: 'ok', engine });
      const body = JSON.stringify({ userName: 'demo1', passPhrase: 'demo' });
      const { set, sent: cookie } = cookiesOf(await ask(`${url}/api/session`, { method: 'POST', body, ca }));
      expect(set).toMatch(/^__Host-xuanhao_session_[\da-f]{8}=.*Secure/);
      const me = await connect(url, undefined, { ca, extraHeaders: { cookie, origin: url } });
      expect(me.at('choosing')).toMatchObject({ triesLeft: 20 });
      expect(await me.openKeyboard()).toMatchObject({ keys: expect.any(Array) });
      me.leave();
      await expect(ask(`${server.url}/healthz`)).rejects.toThrow();
    } finally {
      await server.stop();
    }
  },
);
