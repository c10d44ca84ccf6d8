import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { type DataFolder, takeDataFolder } from '../../server/data-folder.ts';
import { openRedisClient } from '../../server/redis/client.ts';
import { startEmbeddedRedis } from '../../server/redis/embedded.ts';
import { runRedis } from '../../server/redis/process.ts';
import { type RedisTarget, unixTarget } from '../../server/redis/target.ts';
import { temporaryFolder } from '../support/folder.ts';

const log = pino({ level: 'silent' });

const newFolder = async (): Promise<DataFolder> => {
  const folder = await takeDataFolder(await temporaryFolder());
  onTestFinished(() => folder.release());
  return folder;
};
const open = async (target: RedisTarget) => {
  const client = await openRedisClient({ target, role: 'queue', log });
  onTestFinished(() => client.destroy());
  return client;
};
const pidOf = (info: string): number => Number(/process_id:(\d+)/.exec(info)?.[1]);
const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('SAFE-2 what was written is there after a stop and a start', async () => {
  const folder = await newFolder();
  const first = await startEmbeddedRedis({ folder, log });
  const client = await open(first.target);
  expect(await client.configGet(['appendonly', 'appendfsync', 'maxmemory-policy', 'port'])).toEqual({
    appendonly: 'yes',
    appendfsync: 'always',
    'maxmemory-policy': 'noeviction',
    port: '0',
  });
  await client.set('plate', '12A3B');
  const pid = pidOf(await client.info('server'));
  await first.stop();
  expect(lives(pid)).toBe(false);
  const second = await startEmbeddedRedis({ folder, log });
  expect(await (await open(second.target)).get('plate')).toBe('12A3B');
  await second.stop();
});

test('SAFE-2 a Redis that dies is started again with its data, and a client finds it', async () => {
  const folder = await newFolder();
  const redis = await startEmbeddedRedis({ folder, log });
  const client = await open(redis.target);
  await client.set('plate', '12A3B');
  const pid = pidOf(await client.info('server'));
  process.kill(pid, 'SIGKILL');
  while (lives(pid)) await delay(10);
  expect(await client.get('plate')).toBe('12A3B');
  const next = pidOf(await client.info('server'));
  expect(next).not.toBe(pid);
  await redis.stop();
  expect(lives(next)).toBe(false);
});

test('SAFE-2 stopping while it is being started again leaves nothing behind', async () => {
  const folder = await newFolder();
  const redis = await startEmbeddedRedis({ folder, log });
  const client = await open(redis.target);
  const pid = pidOf(await client.info('server'));
  process.kill(pid, 'SIGKILL');
  await delay(150);
  await redis.stop();
  await expect(openOnce(redis.target)).rejects.toThrow();
});

test('SAFE-2 a Redis that outlived a killed server is shut down before the new one starts', async () => {
  const folder = await newFolder();
  const socket = join(folder.sockets, 'redis.sock');
  const dir = join(folder.path, 'redis');
  await mkdir(dir);
  const orphan = await runRedis({ program: 'redis-server', socket, dir, target: unixTarget(socket), log });
  const client = await open(unixTarget(socket));
  await client.set('plate', '12A3B');
  const redis = await startEmbeddedRedis({ folder, log });
  expect(await orphan.exited).toBe('code 0');
  expect(await client.get('plate')).toBe('12A3B');
  await redis.stop();
});

test('a Redis that cannot read its data says why in one line', async () => {
  const folder = await newFolder();
  await mkdir(join(folder.path, 'redis'));
  await writeFile(join(folder.path, 'redis', 'appendonlydir'), 'not a folder');
  await expect(startEmbeddedRedis({ folder, log })).rejects.toThrow(/^\S+ does not start \(.*\): .*appendonlydir.*$/);
});

const openOnce = async (target: RedisTarget): Promise<void> => {
  const { createClient } = await import('redis');
  const client = createClient({ url: target.url, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  await client.connect();
  client.destroy();
};
