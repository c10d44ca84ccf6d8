import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type RedisTarget, socketOf } from './target.ts';

/** How long a Redis that has been reached may take over its answer, in ms. */
const ANSWER_TIMEOUT_MS = 5_000;

/** Whether a Redis answers: `loading` while it still reads its data, `gone` where nobody listens. */
export const isUp = async (target: RedisTarget): Promise<'up' | 'loading' | 'gone'> => {
  const said = await asked(target, 'PING');
  if (said?.startsWith('+')) return 'up';
  return said !== undefined && /^-(LOADING|MASTERDOWN|BUSY)/.test(said) ? 'loading' : 'gone';
};

/** The process that listens at a target; undefined where none does, or it does not say. */
export const pidOf = async (target: RedisTarget): Promise<number | undefined> => {
  const pid = /^process_id:(\d+)/m.exec((await asked(target, 'INFO server')) ?? '')?.[1];
  return pid === undefined ? undefined : Number(pid);
};

/**
 * Asks a Redis to end. It writes and syncs its append-only file first; NOSAVE is only about snapshots, which are not
 * kept here. Resolves when it has hung up, or could not be reached.
 */
export const shutDown = async (target: RedisTarget): Promise<void> => {
  await asked(target, 'SHUTDOWN NOSAVE');
};

/** Waits until a process is gone; false if it is still there after `patience` ms. */
export const whenGone = async (pid: number, patience: number): Promise<boolean> => {
  for (const end = performance.now() + patience; performance.now() < end; await delay(20))
    if (!(await isAlive(pid))) return true;
  return false;
};

/** A zombie is not: it has ended, and only nobody has asked how, which in some containers nobody ever does. */
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
 * One connection to a `unix:` target, one question, and the reply as it came over the wire; undefined without one. Said
 * by hand: a start asks this while there is no time yet to load a client, and dozens of times while Redis reads.
 */
const asked = (target: RedisTarget, question: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    let said = '';
    const socket = connect(socketOf(target));
    const end = (reply: string | undefined): void => {
      socket.destroy();
      resolve(reply);
    };
    socket.setEncoding('utf8');
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => end(undefined));
    socket.on('connect', () => socket.write(`${question}\r\n`));
    socket.on('data', (chunk: string) => {
      said += chunk;
      if (isWhole(said)) end(said);
    });
    socket.on('error', () => end(undefined));
    socket.on('close', () => end(undefined));
  });

/** Whether a reply has come to its end: a line, or as many bytes as `$` says. Redis tells these things in ASCII. */
const isWhole = (said: string): boolean => {
  const line = said.indexOf('\r\n');
  if (line < 0) return false;
  return !said.startsWith('$') || said.length >= line + 2 + Number(said.slice(1, line)) + 2;
};
