import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { arrive } from '../../verification/actors/applicant.ts';
import { DeskWorker } from '../../verification/actors/desk-worker.ts';
import { TestServer } from '../support/server.ts';
import { FloatingAddress, startTcpRedis } from '../support/tcp-redis.ts';

/** A server that answers for what one replica has, and the link by which the replica hears of it. */
const openGated = async () => {
  const master = await startTcpRedis();
  const link = new FloatingAddress();
  const replica = await startTcpRedis('--replicaof', `127.0.0.1 ${await link.open(master.port)}`);
  await expect.poll(() => replica.cli('INFO', 'replication'), { timeout: 30_000 }).toContain('master_link_status:up');
  const env = { REDIS_URL: `redis://127.0.0.1:${master.port}`, REDIS_REPLICAS: '1' };
  const server = await TestServer.start({ engine: 'uws', authority: { hours: 'always' }, env });
  onTestFinished(() => server.stop());
  return { server, link };
};

test('HA-6 while the replica lags, whoever asks hears "unknown"; the same id then succeeds, with one effect', {
  timeout: 120_000,
}, async () => {
  const { server, link } = await openGated();
  const signIn = (): Promise<Response> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ userName: 'demo2', passPhrase: 'demo' });
    return fetch(`${server.url}/api/session`, { method: 'POST', headers, body });
  };
  const cookieOf = async (): Promise<string | null> => (await signIn()).headers.get('set-cookie');
  expect(await cookieOf()).toContain('xuanhao');
  const [anna, manager] = [await arrive(server.url, 'demo1'), await DeskWorker.arrive(server.url, 'demo-manager')];
  const { drawsLeft } = anna.at('choosing');
  const draw = { id: randomUUID(), version: anna.view.version, captcha: await anna.solve() };
  const year = { id: randomUUID(), year: 2031, holidays: ['2031-01-01'], makeUpDays: [] };
  const kept = { id: randomUUID(), plates: ['12AK3'], reason: '测试' };

  link.stall();
  const refused = await signIn();
  expect([refused.status, refused.headers.get('set-cookie')]).toEqual([503, null]);
  expect(await refused.json()).toMatchObject({ refusal: { code: 'outcomeUnknown' } });
  for (let again = 0; again < 2; again += 1) {
    expect(await anna.send('drawPlates', draw)).toMatchObject({ ok: false, refusal: { code: 'outcomeUnknown' } });
    expect(await manager.send('loadCalendarYear', year)).toMatchObject({ refusal: { code: 'outcomeUnknown' } });
    expect(await manager.send('withholdNumbers', kept)).toMatchObject({ refusal: { code: 'outcomeUnknown' } });
  }
  expect(anna.view).toMatchObject({ stage: 'choosing', drawsLeft });

  link.flow();
  await expect.poll(async () => (await anna.send('drawPlates', draw)).ok, { timeout: 30_000 }).toBe(true);
  await expect.poll(async () => (await manager.send('loadCalendarYear', year)).ok, { timeout: 30_000 }).toBe(true);
  const withheld = await manager.send('withholdNumbers', kept);
  expect(withheld).toMatchObject({ ok: true, answer: { withheld: ['12AK3'], leftAlone: [] } });
  const { entries } = await manager.does('readAudit', {});
  expect(entries.filter(({ what }) => what === 'withholdNumbers')).toMatchObject([{ outcome: 'done' }]);
  await expect.poll(cookieOf, { timeout: 30_000 }).toContain('xuanhao');
  await anna.ask('releaseHold', { version: anna.view.version, token: anna.at('picking').token });
  expect(anna.at('choosing').drawsLeft).toBe(drawsLeft - 1);
  anna.leave();
  manager.socket.disconnect();
});
