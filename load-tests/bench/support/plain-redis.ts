import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isUp } from '../../../server/redis/conversation.ts';
import { findRedisProgram } from '../../../server/redis/program.ts';
import { type RedisTarget, unixTarget } from '../../../server/redis/target.ts';
import { onEnd } from './ending.ts';
import { pinned } from './pins.ts';

/** Starts a Redis that writes nothing to disk, on the cores of every Redis; answers where it is, and its process. */
export const startPlainRedis = async (): Promise<{ readonly target: RedisTarget; readonly pid: number }> => {
  const dir = await mkdtemp(join(tmpdir(), 'xuanhao-bench-redis-'));
  const found = await findRedisProgram(process.env['PATH'] ?? '');
  if (found === undefined) throw new Error('neither redis-server nor valkey-server is installed');
  const socket = join(dir, 'redis.sock');
  const settings = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', dir];
  const [program = '', ...args] = pinned('redis', [found, ...settings]);
  const child = spawn(program, args, { stdio: 'ignore' });
  const exit = once(child, 'exit');
  onEnd(
    async () => {
      child.kill('SIGKILL');
      await exit;
      await rm(dir, { recursive: true, force: true });
    },
    () => child.kill('SIGKILL'),
  );
  const target = unixTarget(socket);
  while ((await isUp(target)) !== 'up') {
    if (child.exitCode !== null) throw new Error('Redis does not start');
    await delay(20);
  }
  return { target, pid: child.pid ?? 0 };
};
