import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import type { RedisClient, RedisTarget } from './client.ts';

/** Whether a Redis answers: `loading` while it still reads its data, `gone` where nobody listens. */
export const isUp = (target: RedisTarget): Promise<'up' | 'loading' | 'gone'> =>
  once(target, (client) => client.ping()).then(
    () => 'up',
    (error: Error) => (/^(LOADING|MASTERDOWN|BUSY)/.test(error.message) ? 'loading' : 'gone'),
  );

/** The process that listens at a target; undefined where none does. */
export const pidOf = (target: RedisTarget): Promise<number | undefined> =>
  once(target, (client) => client.info('server')).then(
    (text) => Number(/^process_id:(\d+)/m.exec(text)?.[1]),
    () => undefined,
  );

/**
 * Asks a Redis to end. It writes and syncs its append-only file first; NOSAVE is only about snapshots, which are not
 * kept here. Resolves when it has hung up, or could not be reached.
 */
export const shutDown = (target: RedisTarget): Promise<void> =>
  once(target, (client) => client.sendCommand(['SHUTDOWN', 'NOSAVE'])).then(
    () => undefined,
    () => undefined,
  );

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

/** One connection, one question; no second attempt, and at most some seconds of patience. */
const once = async <T>(target: RedisTarget, ask: (client: RedisClient) => Promise<T>): Promise<T> => {
  const client: RedisClient = createClient({
    url: target,
    socket: { connectTimeout: 1_000, socketTimeout: 5_000, reconnectStrategy: false },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await ask(client);
  } finally {
    if (client.isOpen) client.destroy();
  }
};
