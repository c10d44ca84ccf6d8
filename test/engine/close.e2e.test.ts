import { io as connectSocket } from 'socket.io-client';
import { expect, test } from 'vitest';
import { openTestEngine } from '../support/engine.ts';

test.each(['uws', 'ws'] as const)(
  'closing %s ends every socket and every connection, and stops listening',
  async (name) => {
    const at = await openTestEngine(name);
    const socket = connectSocket(at.url, { transports: ['websocket'], reconnection: false, forceNew: true });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    await (await fetch(at.url)).text();
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    await at.stop();
    await gone;
    await expect(fetch(at.url)).rejects.toThrow();
  },
);
