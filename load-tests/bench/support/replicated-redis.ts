import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { freePort } from '../../../server/engine/port.ts';
import { openRedisClient } from '../../../server/redis/client.ts';
import { isUp } from '../../../server/redis/conversation.ts';
import { findRedisProgram } from '../../../server/redis/program.ts';
import { type RedisTarget, unixTarget } from '../../../server/redis/target.ts';
import { onEnd } from './ending.ts';
import { pinned } from './pins.ts';

const HOST = '127.0.0.1';

/** Starts a master and so many replicas that have copied it, each with every write on disk before its answer. */
export const startReplicatedRedis = async (replicas: number): Promise<RedisTarget> => {
  const master = await startDurableRedis();
  for (let i = 0; i < replicas; i += 1) await startDurableRedis('--replicaof', `${HOST} ${master.port}`);
  const client = await openRedisClient({ target: master.target, role: 'queue', log: pino({ level: 'silent' }) });
  onEnd(async () => client.destroy());
  while ((await client.wait(replicas, 1_000)) < replicas) await client.incr('bench:ready');
  return master.target;
};

const startDurableRedis = async (
  ...more: string[]
): Promise<{ readonly target: RedisTarget; readonly port: number }> => {
  const [dir, port] = [await mkdtemp(join(tmpdir(), 'xuanhao-bench-redis-')), await freePort(HOST)];
  const found = await findRedisProgram(process.env['PATH'] ?? '');
  if (found === undefined) throw new Error('neither redis-server nor valkey-server is installed');
  const socket = join(dir, 'redis.sock');
  const place = ['--port', String(port), '--bind', HOST, '--unixsocket', socket, '--dir', dir, '--save', ''];
  const kept = ['--appendonly', 'yes', '--appendfsync', 'always', '--repl-diskless-sync-delay', '0'];
  const [program = '', ...args] = pinned('redis', [found, ...place, ...kept, ...more]);
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
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('Redis does not start');
    await delay(20);
  }
  return { target, port };
};
