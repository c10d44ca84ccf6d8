import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type RedisTarget, socketOf } from './target.ts';

/** How long a connected Redis may take to answer. */
const ANSWER_TIMEOUT_MS = 5_000;

/** Whether a Redis answers: `loading` while it still reads its data, `gone` where nothing listens. */
export const isUp = async (target: RedisTarget): Promise<'up' | 'loading' | 'gone'> => {
  const reply = await ask(target, 'PING');
  if (reply?.startsWith('+')) return 'up';
  return reply !== undefined && /^-(LOADING|MASTERDOWN|BUSY)/.test(reply) ? 'loading' : 'gone';
};

/** The process that listens at a target; undefined without an answer. */
export const pidOf = async (target: RedisTarget): Promise<number | undefined> => {
  const pid = /^process_id:(\d+)/m.exec((await ask(target, 'INFO server')) ?? '')?.[1];
  return pid === undefined ? undefined : Number(pid);
};

/**
 * Asks a Redis to end. It writes and syncs its append-only file first; NOSAVE is only about snapshots, which are not
 * kept here. Resolves when it has closed the connection, or could not be reached.
 */
export const shutDown = async (target: RedisTarget): Promise<void> => {
  await ask(target, 'SHUTDOWN NOSAVE');
};

/** Waits until a process is gone; false if it still runs after `timeoutMs`. */
export const whenGone = async (pid: number, timeoutMs: number): Promise<boolean> => {
  for (const end = performance.now() + timeoutMs; performance.now() < end; await delay(20))
    if (!(await isAlive(pid))) return true;
  return false;
};

/** Zombies count as gone: they have exited but were not reaped, and some containers never reap. */
const isAlive = async (pid: number): Promise<boolean> => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) [ZX] /.test(state);
};

/**
 * Sends one command to a `unix:` target over a connection of its own; answers the raw reply, or undefined without one.
 * It needs no client: a start asks before it has time to load one, and dozens of times while Redis reads its data.
 */
const ask = (target: RedisTarget, question: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    let reply = '';
    const socket = connect(socketOf(target));
    const end = (result: string | undefined): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setEncoding('utf8');
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => end(undefined));
    socket.on('connect', () => socket.write(`${question}\r\n`));
    socket.on('data', (chunk: string) => {
      reply += chunk;
      if (isWhole(reply)) end(reply);
    });
    socket.on('error', () => end(undefined));
    socket.on('close', () => end(undefined));
  });

/** Whether a reply is complete: a line, or as many bytes as `$` announces. These replies are ASCII. */
const isWhole = (reply: string): boolean => {
  const lineEnd = reply.indexOf('\r\n');
  if (lineEnd < 0) return false;
  return !reply.startsWith('$') || reply.length >= lineEnd + 2 + Number(reply.slice(1, lineEnd)) + 2;
};
