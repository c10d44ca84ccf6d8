import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { authoritySettings } from '../../../server/authority/settings.ts';
import { projectRoot } from '../../../server/project-root.ts';
import { pidOf, whenGone } from '../../../server/redis/conversation.ts';
import { type RedisTarget, unixTarget } from '../../../server/redis/target.ts';
import { onEnd } from './ending.ts';
import { npmStart } from './node-process.ts';
import { pinned, pinProcess, unpinned } from './pins.ts';

/** Our server, from its production build, with a Redis and a data folder of its own. */
export type Service = {
  readonly pid: number;
  readonly redisPid: number;
  readonly port: number;
  /** Where its Redis is. */
  readonly redis: RedisTarget;
  readonly stop: () => Promise<void>;
};

/** How long it may take to open, or to end in order, in ms. */
const TIMEOUT_MS = 20_000;

/** Starts it as `npm start` does, on the server's core; its Redis moves to the others. */
export const startService = async (options: {
  readonly demoAccounts: number;
  /** What differs from the rule book's defaults. */
  readonly authority?: z.input<typeof authoritySettings>;
  readonly env?: Readonly<Record<string, string>>;
  /** An existing data folder, which is kept; absent: a new one, which is removed with the service. */
  readonly dataDir?: string;
  /** False: the system chooses the cores of the server and of its Redis. */
  readonly isPinned?: boolean;
}): Promise<Service> => {
  const { isPinned = true } = options;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'xuanhao-bench-')));
  const flags = (process.env['BENCH_SERVER_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
  const command = [process.execPath, ...npmStart.slice(0, -1), ...flags, ...npmStart.slice(-1)];
  const [program = '', ...args] = isPinned ? pinned('server', command) : unpinned(command);
  const child = spawn(program, args, {
    cwd: projectRoot,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      XUANHAO_NO_INSTALL: '1',
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DEMO_ACCOUNTS: String(options.demoAccounts),
      // A whole crowd connects from a few addresses.
      CONNECTIONS_PER_ADDRESS: '1000000',
      AUTHORITY_SETTINGS: JSON.stringify({
        hours: 'always',
        codesPerDay: 1_000,
        codesPerMinute: 1_000_000,
        returnWithinSeconds: 0,
        returnShownSeconds: 0,
        ...options.authority,
      }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)));
  const exit = once(child, 'exit');
  const redis = unixTarget(join(dataDir, 'run', 'redis.sock'));
  let redisPid = 0;
  const kill = (): void => {
    child.kill('SIGKILL');
    try {
      if (redisPid > 0) process.kill(redisPid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopped ??= (async () => {
      const killer = setTimeout(kill, TIMEOUT_MS);
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await exit;
      if (redisPid > 0) await whenGone(redisPid, TIMEOUT_MS);
      clearTimeout(killer);
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    })());
  onEnd(stop, kill);

  const port = await new Promise<number>((resolve, reject) => {
    const look = (): void => {
      const found = /"port":(\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout.on('data', look);
    child.once('exit', () => reject(new Error(`the server has ended:\n${output}`)));
    setTimeout(() => reject(new Error(`the server does not open:\n${output}`)), TIMEOUT_MS).unref();
  });
  redisPid = (await pidOf(redis)) ?? 0;
  if (isPinned) pinProcess('redis', redisPid);
  return { pid: child.pid ?? 0, redisPid, port, redis, stop };
};
