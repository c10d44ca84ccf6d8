import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../telemetry/log.ts';
import { isUp, shutDown } from './conversation.ts';
import type { RedisTarget } from './target.ts';
import { mendTornFile, saysTorn } from './torn-file.ts';

/** A running Redis that has read its data. */
export type RedisProcess = {
  readonly pid: number;
  /** How it ended: `code 1`, `signal SIGKILL`. Never rejects. */
  readonly exited: Promise<string>;
  readonly stop: () => Promise<void>;
};

export type RedisPlace = {
  program: string;
  socket: string;
  dir: string;
  target: RedisTarget;
  log: Log;
  /** Called when the process runs; it has not read its data yet. */
  spawned?: () => void;
};

/** How long a starting Redis may stay silent. One that answers that it is loading may take as long as it needs. */
const SILENCE_MS = 20_000;
/** How long an orderly end may take before the process is killed. */
const GRACE_MS = 5_000;

/**
 * Starts Redis and waits until it answers; rejects with its own last words if it ends before. A file that a power cut has
 * torn is mended first.
 */
export const runRedis = async (place: RedisPlace): Promise<RedisProcess> => {
  try {
    return await runOnce(place);
  } catch (error) {
    if (!(error instanceof Error && saysTorn(error.message))) throw error;
    await mendTornFile(place);
    const { spawned: _, ...again } = place;
    return runOnce(again);
  }
};

const runOnce = async ({ program, socket, dir, target, log, spawned }: RedisPlace): Promise<RedisProcess> => {
  // In a process group of its own: Ctrl-C reaches this process alone, which ends Redis when it no longer needs it.
  const child = spawn(program, settings(socket, dir), { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  if (spawned !== undefined) child.once('spawn', spawned);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n').filter(Boolean)) {
        lines.push(line);
        log.debug({ redis: line }, 'Redis says');
      }
      lines.splice(0, lines.length - 5);
    });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`));
  });
  // However this process exits, short of kill -9, it sends SIGTERM: Redis then syncs its file and ends.
  const endWithUs = (): void => void child.kill('SIGTERM');
  process.once('exit', endWithUs);
  void exited.then(() => process.off('exit', endWithUs));
  const how = await Promise.race([exited, answers(target, child)]);
  if (how !== undefined) throw new Error(`${program} does not start (${how}): ${lines.join(' | ')}`);
  return { pid: child.pid ?? 0, exited, stop: () => end(target, child, exited) };
};

const settings = (socket: string, dir: string): string[] =>
  [
    ['--port', '0'],
    ['--unixsocket', socket],
    ['--unixsocketperm', '700'],
    ['--dir', dir],
    ['--daemonize', 'no'],
    ['--appendonly', 'yes'],
    // A write is on the disk before it is answered (P4).
    ['--appendfsync', 'always'],
    // This server mends a torn end: Redis itself may load half a transaction, at the start after (P6).
    ['--aof-load-truncated', 'no'],
    ['--save', ''],
    ['--maxmemory-policy', 'noeviction'],
  ].flat();

/** Resolves to undefined when Redis answers, to a reason when it was given up. */
const answers = async (target: RedisTarget, child: ChildProcess): Promise<string | undefined> => {
  let silentSince = performance.now();
  while (child.exitCode === null && child.signalCode === null) {
    const state = await isUp(target);
    if (state === 'up') return undefined;
    if (state === 'loading') silentSince = performance.now();
    if (performance.now() - silentSince > SILENCE_MS) {
      child.kill('SIGKILL');
      return `no answer for ${SILENCE_MS / 1000} s`;
    }
    await delay(20);
  }
  return 'it ended at once';
};

/** Ends Redis by a command if it listens, by a signal if it does not: every acknowledged write is on disk either way. */
const end = async (target: RedisTarget, child: ChildProcess, exited: Promise<string>): Promise<void> => {
  const timeout = new AbortController();
  const tooLong = delay(GRACE_MS, 'still there', { signal: timeout.signal }).catch(() => 'gone');
  if (child.exitCode === null && child.signalCode === null) void shutDown(target);
  if ((await Promise.race([exited, tooLong])) === 'still there') child.kill('SIGKILL');
  timeout.abort();
  await exited;
};
