import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { refusal } from '../../protocol/refusals.ts';
import { projectRoot } from '../../server/project-root.ts';
import { fit } from '../../verification/actors/fit.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';

const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };

describe.each(['uws', 'ws'] as const)('health on %s', (engine) => {
  const server = sharedServer({ engine, authority: { verifyIntervalSeconds: 0.1 } });
  const people = sharedPeople(server);

  test('/healthz tells the engine, the version, Redis and the pools, and nothing else', async () => {
    const response = await fetch(`${server.url}/healthz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      engine,
      version,
      workers: { serving: 1, wanted: 1 },
      redis: { ok: true, embedded: true },
      pools: [{ id: 'tangshan-small', free: 48_000, total: 48_000 }],
    });
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, 'ready\n']);
  });

  test('/metrics has the figures of this server', async () => {
    const me = await people.newcomer();
    await me.draw();
    expect(await server.figure(`xuanhao_engine{engine="${engine}"}`)).toBe(1);
    expect(await server.figure('xuanhao_connections')).toBe(1);
    expect(await server.figure('xuanhao_commands_total{command="drawPlates",outcome="drawn"}')).toBe(1);
    expect(await server.figure('xuanhao_stream_offset')).toBeGreaterThan(0);
    expect(await server.figure('xuanhao_lapse_lateness_seconds_count')).toBe(0);
    await me.hears('poolMoved');
    expect(await server.figure('xuanhao_pushes_total{push="poolMoved"}')).toBeGreaterThan(0);
  });

  test('every answer carries the headers that keep a browser safe', async () => {
    for (const path of ['/', '/healthz', '/api/demo', '/api/nothing', '/no-such-page']) {
      const { headers } = await fetch(`${server.url}${path}`);
      expect(headers.get('content-security-policy'), path).toContain("default-src 'self'");
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('x-powered-by'), path).toBeNull();
      if (path.startsWith('/api/')) expect(headers.get('cache-control'), path).toBe('no-store');
    }
  });

  test('what is not there is not found, under /api with a refusal', async () => {
    for (const [method, path] of [
      ['GET', '/api/nothing'],
      ['POST', '/api/nothing'],
      ['GET', '/api/'],
      ['DELETE', '/api/outbox'],
    ] as const) {
      const response = await fetch(`${server.url}${path}`, { method });
      expect(response.status, `${method} ${path}`).toBe(404);
      expect(fit(refusal, ((await response.json()) as { refusal: unknown }).refusal).code).toBe('unknownCommand');
    }
    for (const path of [
      '/nothing',
      '/../package.json',
      '/..%2fpackage.json',
      '/%00',
      '/assets/',
      '/server/main.ts',
      '/.env',
    ]) {
      const response = await fetch(`${server.url}${path}`);
      expect(response.status, path).toBe(404);
      expect(await response.text(), path).toBe('not found\n');
    }
  });

  test('a session by cookie: HTTP only, same site, and gone after signing out, sockets included', async () => {
    const response = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      body: JSON.stringify({ userName: 'demo49', passPhrase: 'demo' }),
    });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^xuanhao_session_[\da-f]{8}=[\w-]{43};/);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=43200']) expect(cookie).toContain(part);
    expect(await response.json()).not.toHaveProperty('token');

    const [me, other] = [await people.newcomer(), await people.newcomer()];
    const headers = { authorization: `Bearer ${me.token}` };
    expect((await fetch(`${server.url}/api/session`, { headers })).status).toBe(200);
    const gone = new Promise((resolve) => me.socket.once('disconnect', resolve));
    expect((await fetch(`${server.url}/api/session`, { method: 'DELETE', headers })).status).toBe(204);
    await gone;
    // The session is over: whoever came back with it would only be refused, as below.
    expect(me.heard('goodbye')).toEqual([{ reason: 'signedOut', comeBack: false, afterMs: 0 }]);
    expect((await fetch(`${server.url}/api/session`, { headers })).status).toBe(204);
    expect((await fetch(`${server.url}/api/outbox`, { headers })).status).toBe(401);
    await expect(people.again(me)).rejects.toMatchObject({ refusal: { code: 'sessionEnded' } });
    expect(await other.look()).toMatchObject({ stage: 'choosing' });
  });

  test('SAFE-1, SAFE-3 a Redis that stands still: every command has an answer, health says so, and nothing is done twice', async () => {
    const [me, other, third] = [await people.newcomer(), await people.newcomer(), await people.newcomer()];
    const { version: before, token, plate } = await me.hold('12AK3');
    const command = { id: randomUUID(), version: before, token, plate };
    process.kill(server.redisPid, 'SIGSTOP');
    const goesOn = new AbortController();
    // Others go on: their commands keep the connection to Redis busy.
    const restless = (async () => {
      for (; !goesOn.signal.aborted; await delay(400)) void other.ask('openKeyboard', {}).catch(() => undefined);
    })();
    try {
      await delay(500);
      const within = (path: string, request: RequestInit = {}): Promise<Response> =>
        fetch(`${server.url}${path}`, { ...request, signal: AbortSignal.timeout(60_000) });
      const body = JSON.stringify({ userName: 'demo50', passPhrase: 'demo' });
      const [confirmed, keyboard, health, ready, signIn, outbox] = await Promise.all([
        me.send('confirmPlate', command),
        third.ask('openKeyboard', {}),
        within('/healthz'),
        within('/readyz'),
        within('/api/session', { method: 'POST', body }),
        within('/api/outbox', { headers: { authorization: `Bearer ${me.token}` } }),
      ]);
      for (const reply of [confirmed, keyboard])
        expect(reply).toMatchObject({ ok: false, refusal: { code: 'outcomeUnknown', retry: 'now' } });
      expect(health.status).toBe(503);
      expect(await health.json()).toMatchObject({ status: 'degraded', redis: { ok: false, embedded: true } });
      expect(ready.status).toBe(503);
      for (const response of [signIn, outbox]) {
        expect(response.status).toBe(503);
        expect(await response.json()).toMatchObject({ refusal: { code: 'outcomeUnknown' } });
      }
      // What is answered from memory goes on.
      expect(await me.ask('readPool', {})).toMatchObject({ ok: true });
      expect((await me.look()).stage).toBe('holding');
    } finally {
      goesOn.abort();
      process.kill(server.redisPid, 'SIGCONT');
    }
    await restless;
    await expect.poll(async () => (await fetch(`${server.url}/healthz`)).status).toBe(200);
    let reply = await me.send('confirmPlate', command);
    for (let i = 0; !reply.ok && i < 20; i += 1) {
      expect(reply.refusal.code).toBe('outcomeUnknown');
      await delay(300);
      reply = await me.send('confirmPlate', command);
    }
    expect(reply).toMatchObject({ ok: true, answer: { outcome: 'confirmed', plate } });
    expect(me.at('confirming').version).toBe(before + 1);
    expect(await third.readyToVerify()).toBeDefined();
    await me.finish();
    expect(await (await people.newcomer()).verify(plate)).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
    expect(server.isAlive).toBe(true);
  });
});
