import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { TestServer } from '../support/server.ts';
import { FloatingAddress, startTcpRedis, type TcpRedis } from '../support/tcp-redis.ts';

const serverOn = async (port: number): Promise<TestServer> => {
  const env = { REDIS_URL: `redis://127.0.0.1:${port}` };
  const server = await TestServer.start({ engine: 'ws', authority: { hours: 'always' }, env });
  onTestFinished(() => server.stop());
  return server;
};

const status = async (server: TestServer, path: string): Promise<number> =>
  (await fetch(`${server.url}${path}`)).status;

const signInStatus = async (server: TestServer): Promise<number> => {
  const body = JSON.stringify({ userName: 'demo1', passPhrase: 'demo', tokenIn: 'body' });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${server.url}/api/session`, { method: 'POST', headers, body })).status;
};

const hasReplicated = async (replica: TcpRedis): Promise<void> => {
  await expect.poll(() => replica.cli('INFO', 'replication'), { timeout: 30_000 }).toContain('master_link_status:up');
};

test('P4 a planned failover behind an address: connections that stayed are made afresh, and all goes on', async () => {
  const first = await startTcpRedis();
  const second = await startTcpRedis('--replicaof', `127.0.0.1 ${first.port}`);
  await hasReplicated(second);
  const address = new FloatingAddress();
  const server = await serverOn(await address.open(first.port));
  expect(await signInStatus(server)).toBe(200);
  await first.cli('FAILOVER', 'TO', '127.0.0.1', String(second.port), 'TIMEOUT', '20000');
  await expect.poll(() => first.cli('ROLE'), { timeout: 30_000 }).toContain('slave');
  await expect.poll(() => status(server, '/readyz'), { timeout: 30_000 }).toBe(503);
  address.moveTo(second.port);
  await expect.poll(() => status(server, '/readyz'), { timeout: 30_000 }).toBe(200);
  await expect.poll(() => signInStatus(server), { timeout: 30_000 }).toBe(200);
});

test('HA-10 P4 under a master that is made a replica nobody is ready, nothing spins, each kind of line is written once, and it ends in order', async () => {
  const redis = await startTcpRedis();
  const server = await serverOn(redis.port);
  const commands = async (): Promise<number> =>
    Number(/total_commands_processed:(\d+)/.exec(await redis.cli('INFO', 'stats'))?.[1]);
  await redis.cli('REPLICAOF', '127.0.0.1', '1');
  await expect.poll(() => status(server, '/readyz'), { timeout: 30_000 }).toBe(503);
  expect(await server.figure('xuanhao_redis_up')).toBe(0);
  const before = { commands: await commands(), at: performance.now() };
  // Once, three seconds of this made forty thousand lines.
  await delay(3_000);
  expect(await signInStatus(server)).toBeGreaterThanOrEqual(500);
  const seconds = (performance.now() - before.at) / 1_000;
  const told = server.lines.filter((line) => /"level":[45]0/.test(line));
  const kindsOf = (lines: readonly string[]) => new Set(lines.map((line) => (JSON.parse(line) as { msg: string }).msg));
  const ofReplica = told.filter((line) => line.includes('READONLY'));
  expect(kindsOf(told)).toContain('this Redis takes no writes now; connecting to its address afresh');
  expect(ofReplica.length, ofReplica.join('\n')).toBe(kindsOf(ofReplica).size);
  // On a busy machine something may be given up besides, for want of an answer in time.
  expect(told.length, told.join('\n')).toBeLessThanOrEqual(20);
  expect(server.lines.filter((line) => line.includes('connection to Redis is back'))).toEqual([]);
  expect((await commands()) - before.commands).toBeLessThan(1_000 * seconds);
  await redis.cli('REPLICAOF', 'NO', 'ONE');
  await expect.poll(() => status(server, '/readyz'), { timeout: 30_000 }).toBe(200);
  await expect.poll(() => signInStatus(server), { timeout: 30_000 }).toBe(200);
  await server.says('connection to Redis is back');
  await redis.cli('REPLICAOF', '127.0.0.1', '1');
  await expect.poll(() => status(server, '/readyz'), { timeout: 30_000 }).toBe(503);
});
