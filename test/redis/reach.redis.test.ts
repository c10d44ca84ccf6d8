import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../server/engine/port.ts';
import { reachRedis } from '../../server/redis/reach.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startServer } from '../support/server-process.ts';
import { startTcpRedis } from '../support/tcp-redis.ts';

/** The one line that keeps a server from opening, within the ten seconds that an operator is promised. */
const refusalOf = async (url: string): Promise<string> => {
  const asked = performance.now();
  const line = await reachRedis({ url }).then(
    () => 'reached',
    (error: Error) => error.message,
  );
  expect(performance.now() - asked).toBeLessThan(10_000);
  return line;
};

test('SAFE-2 a replica, a node of a Cluster and a Sentinel are each named, and not opened on', async () => {
  const master = await startTcpRedis();
  const replica = await startTcpRedis('--replicaof', `127.0.0.1 ${master.port}`);
  const cluster = await startTcpRedis('--cluster-enabled', 'yes');
  const sentinel = await startTcpRedis('--sentinel');
  expect(await refusalOf(`redis://127.0.0.1:${master.port}`)).toBe('reached');
  expect(await refusalOf(`redis://127.0.0.1:${replica.port}`)).toBe(
    `redisIsAReplica: REDIS_URL names a replica, which takes no writes; its master is 127.0.0.1:${master.port}`,
  );
  expect(await refusalOf(`redis://127.0.0.1:${cluster.port}`)).toMatch(/^redisIsACluster: REDIS_URL /);
  expect(await refusalOf(`redis://127.0.0.1:${sentinel.port}`)).toMatch(/^redisIsASentinel: REDIS_URL /);
});

test('SAFE-2 a wrong password, none, and a user who may not ask are told at once', async () => {
  const { port, cli } = await startTcpRedis();
  await cli('ACL', 'SETUSER', 'anna', 'on', '>p@ss/w#rd', '~*', '+@all', '-info');
  await cli('CONFIG', 'SET', 'requirepass', 's:e@c?r#e/t');
  expect(await refusalOf(`redis://:wrong@127.0.0.1:${port}`)).toMatch(
    /^redisNotReached: REDIS_URL .*WRONGPASS.*password/,
  );
  expect(await refusalOf(`redis://127.0.0.1:${port}`)).toMatch(/^redisNotReached: REDIS_URL .*NOAUTH/);
  expect(await refusalOf(`redis://anna:p%40ss%2Fw%23rd@127.0.0.1:${port}`)).toMatch(/^redisForbids: REDIS_URL.*'info'/);
  expect(await refusalOf(`redis://:s%3Ae%40c%3Fr%23e%2Ft@127.0.0.1:${port}`)).toBe('reached');
});

test('SAFE-2 where nobody listens, nobody answers or TLS fails, the line comes all the same', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const { port: plain } = await startTcpRedis();
  const address = silent.address();
  const [nobody, mute, tls, name] = await Promise.all([
    refusalOf(`redis://127.0.0.1:${await freePort('127.0.0.1')}`),
    refusalOf(`redis://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`),
    refusalOf(`rediss://127.0.0.1:${plain}`),
    refusalOf('redis://no-such-host.invalid'),
  ]);
  for (const line of [nobody, mute, tls, name]) expect(line).toMatch(/^redisNotReached: REDIS_URL leads to no Redis /);
  expect(nobody).toContain('ECONNREFUSED');
  expect(name).toMatch(/ENOTFOUND|EAI_AGAIN/);
});

test('SAFE-2 a server whose REDIS_URL names a replica says one line and ends with 1', async () => {
  const master = await startTcpRedis();
  const replica = await startTcpRedis('--replicaof', `127.0.0.1 ${master.port}`);
  const server = startServer([process.execPath, '--import', 'tsx', 'server/main.ts'], {
    REDIS_URL: `redis://127.0.0.1:${replica.port}`,
    DATA_DIR: await temporaryFolder(),
    PORT: '0',
  });
  expect(await server.exit).toBe(1);
  expect(server.said()).toMatch(/^xuanhao: redisIsAReplica: REDIS_URL names a replica[^\n]*\n$/);
});
