import { once } from 'node:events';
import { connect as connectPlainly } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Applicant, connect } from '../../verification/actors/applicant.ts';
import { ask, cookiesOf } from '../../verification/actors/ask.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { startNginx, type TestNginx } from '../support/nginx.ts';
import { startNodes, type TestNodes } from '../support/nodes.ts';

/** Two lengths for one body: where a proxy and a server choose differently, a second request hides in the rest. */
const SMUGGLED = [
  'POST /api/nothing HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: close',
  'Content-Length: 2',
  'Content-Length: 30',
  '',
  '{}GET /healthz HTTP/1.1\r\nX: y',
].join('\r\n');

describe('two nodes behind nginx, as docs/deploy has it', () => {
  let nodes: TestNodes;
  let nginx: TestNginx;
  const present: Applicant[] = [];

  beforeAll(async () => {
    nodes = await startNodes({
      engines: ['uws', 'ws'],
      authority: { verifyIntervalSeconds: 0.1 },
      env: { TRUSTED_PROXIES: '127.0.0.1' },
    });
    const { a, b } = nodes;
    nginx = await startNginx([new URL(a.url).port, new URL(b.url).port]);
  });
  afterAll(async () => {
    for (const each of present) each.leave();
    await nginx.stop();
    await nodes.stop();
  });

  /** Signs in as a browser does, and comes in over wss with its cookie. */
  const arrive = async (userName: string): Promise<{ applicant: Applicant; cookie: string }> => {
    const body = JSON.stringify({ userName, passPhrase: 'demo' });
    const heard = await ask(`${nginx.url}/api/session`, { method: 'POST', body, ca: nginx.ca });
    const { set, sent: cookie } = cookiesOf(heard);
    expect(set).toMatch(/^__Host-xuanhao_session_[\da-f]{8}=[\w-]{43};.*Secure/);
    expect(heard.headers['strict-transport-security']).toBe('max-age=31536000');
    return { applicant: await comeBack(cookie), cookie };
  };
  const comeBack = async (cookie: string): Promise<Applicant> => {
    const extraHeaders = { cookie, origin: nginx.url };
    const applicant = await connect(nginx.url, undefined, { ca: nginx.ca, extraHeaders });
    present.push(applicant);
    return applicant;
  };

  test('SAFE-3 a request with two lengths ends at nginx, which uWebSockets.js would have taken', async () => {
    const outside = connectTls({ host: '127.0.0.1', port: nginx.port, ca: nginx.ca });
    await once(outside, 'secureConnect');
    outside.write(SMUGGLED);
    expect(await text(outside)).toMatch(/^HTTP\/1\.1 400 /);
    const inside = connectPlainly(Number(new URL(nodes.a.url).port), '127.0.0.1');
    inside.write(SMUGGLED);
    let heard = '';
    for await (const chunk of inside) {
      heard += String(chunk);
      if (heard.includes('unknownCommand')) break;
    }
    // Understood by the first length, and answered.
    expect(heard).toMatch(/^HTTP\/1\.1 404 /);
  });

  test('SAFE-3 plain HTTP leads to TLS, another site’s page is refused, and the figures are not for the public', async () => {
    const plain = await ask(`${nginx.plainUrl}/desk?x=1`);
    expect([plain.status, plain.headers.location]).toEqual([301, 'https://127.0.0.1/desk?x=1']);
    const extraHeaders = { origin: 'https://evil.example' };
    await expect(connect(nginx.url, undefined, { ca: nginx.ca, extraHeaders })).rejects.toThrow();
    expect((await ask(`${nginx.url}/metrics`, { ca: nginx.ca })).status).toBe(404);
    expect((await ask(`${nginx.url}/healthz`, { ca: nginx.ca })).status).toBe(200);
  });

  test('COMP-4, FLOW-4 sign-in, typing and verifying over wss; another client sees the key go, and a dead node is left', async () => {
    const { applicant: me, cookie } = await arrive('demo1');
    const { applicant: other } = await arrive('demo2');
    // One at each node.
    for (const node of [nodes.a, nodes.b]) expect(await node.figure('xuanhao_connections')).toBe(1);
    const layout = await me.openKeyboard();
    await me.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, '12A?3') });
    const held = await other.hold('12AK3');
    await me.hears('patternMoved', ({ usable }) => !usable[3]?.includes('K'));
    expect(await me.verify('12AK3')).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
    const mine = await me.hold('34AK5');

    const gone = new Promise((resolve) => me.socket.once('disconnect', resolve));
    const typed = 'xuanhao_commands_total{command="typePattern",outcome="answered"}';
    const typedAtA = await nodes.a.figure(typed).catch(() => 0);
    await (typedAtA > 0 ? nodes.a : nodes.b).kill9();
    await gone;
    const back = await comeBack(cookie);
    expect(back.welcome.selection).toEqual(mine);
    expect(await other.look()).toEqual(held);
    expect(await back.confirm()).toMatchObject({ plate: '34AK5' });
  });
});
