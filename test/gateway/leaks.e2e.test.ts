import { io } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { arrive, connect } from '../../verification/actors/applicant.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import { sharedServer } from '../support/shared.ts';

const CROWD = 300;

describe.each(['uws', 'ws'] as const)('what stays behind, on %s', (engine) => {
  const server = sharedServer({
    engine,
    demoAccounts: CROWD,
    authority: { verifyIntervalSeconds: 0, drawHoldSeconds: 1 },
  });

  /** One visit, as a person's or as a broken one's. */
  const visit = async (n: number): Promise<void> => {
    const me = await arrive(server.url, `demo${n}`);
    const layout = await me.openKeyboard();
    await me.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, `${n % 10}?A??`) });
    const second = n % 3 === 0 ? await connect(server.url, me.token) : undefined;
    if (n % 10 === 0) await me.draw();
    // Some go without a word, in the middle of a question.
    if (n % 4 === 0) void me.say('readPool', {}).catch(() => undefined);
    if (n % 2 === 0) me.socket.io.engine.close();
    else me.leave();
    second?.leave();
  };
  /** Breaks off as soon as the token has been handed in, before anybody can have looked at it. */
  const leaveAtTheDoor = (token: string): Promise<unknown> => {
    const socket = io(`${server.url}/select`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token },
    });
    return new Promise((resolve) => {
      socket.io.on('open', () => socket.io.engine.once('drain', () => socket.io.engine.close()));
      socket.io.on('close', resolve);
    });
  };
  /** All of them, some at a time. */
  const rush = async (): Promise<void> => {
    for (let n = 1; n <= CROWD; n += 30) await Promise.all(Array.from({ length: 30 }, (_, i) => visit(n + i)));
    // Some never get so far as to be welcomed.
    const token = await signIn(server.url, 'demo1');
    await Promise.all(Array.from({ length: 60 }, () => leaveAtTheDoor(token)));
    await expect.poll(() => server.figure('xuanhao_connections')).toBe(0);
    const watcher = await connect(server.url);
    await expect.poll(async () => (await watcher.carryOut('readPool', {})).choosing).toBe(0);
    await expect.poll(async () => (await watcher.carryOut('readPool', {})).free).toBe(48_000);
    watcher.leave();
    await expect.poll(() => server.figure('xuanhao_connections')).toBe(0);
  };
  const inventory = async () => ({
    files: await server.figure('xuanhao_process_open_fds'),
    handles: await server.figure('xuanhao_nodejs_active_resources_total'),
    heap: await server.heap(),
  });

  test('SAFE-3 three hundred visits leave no connection, selection, file, handle or memory behind', async () => {
    // The first ones warm caches, pools and compiled code.
    await rush();
    const before = await inventory();
    await rush();
    const left = async () => {
      const after = await inventory();
      return {
        // HTTP connections that are kept for the next request come and go.
        files: after.files < before.files + 20,
        handles: after.handles < before.handles + 20,
        // A connection that stayed would be 10 KB and more; 360 came.
        heap: after.heap - before.heap < 1_000_000,
      };
    };
    // Garbage goes, and files are closed, when the machine gets round to it; what leaked stays.
    await expect.poll(left).toEqual({ files: true, handles: true, heap: true });
  });
});
