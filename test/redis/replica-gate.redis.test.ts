import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { openRedisClient, type RedisClient } from '../../server/redis/client.ts';
import { ReplicaGate } from '../../server/redis/replica-gate.ts';
import { FloatingAddress, startTcpRedis } from '../support/tcp-redis.ts';

const log = pino({ level: 'silent' });
const KEY = 'fence';

const clientOf = async (port: number): Promise<RedisClient> => {
  const client = await openRedisClient({ target: { url: `redis://127.0.0.1:${port}` }, role: 'commands', log });
  onTestFinished(() => client.destroy());
  return client;
};

/** A master with one replica, which hears of it through a link. */
const openPair = async () => {
  const master = await startTcpRedis();
  const link = new FloatingAddress();
  const replica = await startTcpRedis('--replicaof', `127.0.0.1 ${await link.open(master.port)}`);
  await expect.poll(() => replica.cli('INFO', 'replication'), { timeout: 30_000 }).toContain('master_link_status:up');
  const [client, writer] = await Promise.all([clientOf(master.port), clientOf(master.port)]);
  const connections = { life: 0 };
  const gate = (replicas: number) => new ReplicaGate({ client, key: KEY, replicas, life: () => connections.life });
  return { replica, link, client, writer, connections, pass: (replicas = 1) => gate(replicas).pass };
};

test('HA-6 what a replica has is kept, whatever connection it came by', async () => {
  const { replica, writer, pass } = await openPair();
  const isKept = pass()();
  await writer.set('said', 'yes');
  expect(await isKept()).toBe(true);
  expect(await replica.cli('GET', 'said')).toBe('yes');
});

test('HA-6 with fewer replicas than are demanded nothing is kept', async () => {
  const { pass } = await openPair();
  expect(await pass(2)()()).toBe(false);
});

test('HA-6 what stands on the way to the replica is not kept, until it has come', async () => {
  const { link, writer, pass } = await openPair();
  const isKept = pass()();
  expect(await isKept()).toBe(true);
  link.stall();
  await writer.set('said', 'yes');
  expect(await isKept()).toBe(false);
  link.flow();
  await expect.poll(isKept).toBe(true);
});

test('HA-6 those who ask at once share a fence, and whoever asks during one has the next', async () => {
  const { client, pass } = await openPair();
  const isKept = pass()();
  const first = Array.from({ length: 50 }, isKept);
  await Promise.all(first);
  expect(await client.get(KEY)).toBe('1');
  const asked = isKept();
  await Promise.resolve();
  await Promise.all([asked, ...Array.from({ length: 50 }, isKept)]);
  expect(await client.get(KEY)).toBe('3');
});

test('HA-6 without a connection nothing is kept', async () => {
  const { client, pass } = await openPair();
  const isKept = pass()();
  client.destroy();
  expect(await isKept()).toBe(false);
});

test('HA-6 what was asked before a connection was lost is not kept: it may have reached another master', async () => {
  const { connections, pass } = await openPair();
  const gate = pass();
  const before = gate();
  connections.life += 1;
  const after = gate();
  expect(await Promise.all([before(), after()])).toEqual([false, true]);
});
