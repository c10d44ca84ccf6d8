import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { openRedisClient, type RedisClient, type RedisRole } from '../../server/redis/client.ts';
import { type RedisTarget, unixTarget } from '../../server/redis/target.ts';

export type TestRedis = {
  /** For `openRedisClient`; its URL is for a server's `REDIS_URL`. */
  readonly target: RedisTarget;
  /** The process, for tests that pause or kill it. */
  readonly pid: number;
  /** A connected client, closed by `stop`. */
  readonly client: (role?: RedisRole) => Promise<RedisClient>;
  readonly stop: () => Promise<void>;
};

/** Opens a Redis that all tests of the calling file share, and stops it after the last of them. */
export const redisOfFile = async (): Promise<TestRedis> => {
  const redis = await openTestRedis();
  afterAll(() => redis.stop());
  return redis;
};

/** Opens a Redis: empty, on a private socket, removed by `stop`. */
export const openTestRedis = async (): Promise<TestRedis> => {
  const folder = await mkdtemp(join(tmpdir(), 'xuanhao-redis-'));
  const path = join(folder, 'redis.sock');
  const settings = ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  const killAtExit = (): void => void server.kill('SIGKILL');
  process.once('exit', killAtExit);
  await ready(server);
  const log = pino({ level: 'silent' });
  const target = unixTarget(path);
  const clients: RedisClient[] = [];
  return {
    target,
    pid: server.pid ?? 0,
    client: async (role = 'commands') => {
      const client = await openRedisClient({ target, role, log });
      clients.push(client);
      return client;
    },
    stop: async () => {
      for (const client of clients) if (client.isOpen) client.destroy();
      if (server.exitCode === null && server.signalCode === null) {
        const exited = once(server, 'exit');
        server.kill('SIGKILL');
        await exited;
      }
      process.off('exit', killAtExit);
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Resolves when Redis accepts connections; rejects if it ends, or is not ready within 10 s. */
const ready = async (server: ChildProcess): Promise<void> => {
  let output = '';
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${output}`)));
    server.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (/ready to accept connections/i.test(output)) resolve();
    });
  });
  const patience = new AbortController();
  const tooLong = delay(10_000, undefined, { signal: patience.signal }).then(() => {
    server.kill('SIGKILL');
    throw new Error(`redis-server did not start:\n${output}`);
  });
  tooLong.catch(() => undefined);
  await Promise.race([listening, tooLong]).finally(() => patience.abort());
};
