import { join } from 'node:path';
import { Server } from 'socket.io';
import { loadUws } from '../../../server/engine/load-uws.ts';
import { freePort } from '../../../server/engine/port.ts';
import { projectRoot } from '../../../server/project-root.ts';
import { serveCalls } from '../support/calls.ts';

/**
 * Plain Socket.IO on uWebSockets.js, with its own parser, that does no work: it answers every message at once, with
 * replies that it was given beforehand, in turn. It shares with our server the way the addon is loaded, and the options
 * that must be equal: WebSockets alone, without compression.
 */
const loaded = await loadUws(join(projectRoot, 'node_modules/.cache/xuanhao-bench'));
if (!('uws' in loaded)) throw new Error(`uWebSockets.js does not load here: ${loaded.problem}`);
const app = loaded.uws.App();
const io = new Server({ transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.attachApp(app, { compression: loaded.uws.DISABLED } as object);

let replies: readonly unknown[] = [{ ok: true }];
let next = 0;

io.of('/select').on('connection', (socket) => {
  socket.on('typePattern', (_body: unknown, ack: (reply: unknown) => void) => {
    next = (next + 1) % replies.length;
    ack(replies[next]);
  });
  socket.on('tellAll', (push: unknown, ack: (reply: unknown) => void) => {
    ack({ ok: true });
    io.of('/select').emit('patternMoved', push);
  });
});

const calls = {
  /** Listens; answers the port. */
  listen: async (): Promise<number> => {
    const port = await freePort('127.0.0.1');
    return new Promise((resolve, reject) =>
      app.listen('127.0.0.1', port, (listening) =>
        listening === false ? reject(new Error(`port ${port} cannot be listened on`)) : resolve(port),
      ),
    );
  },
  /** From now on it replies with these. */
  reply: (given: readonly unknown[]) => {
    replies = given;
  },
};
export type BareCalls = typeof calls;
serveCalls(calls);
