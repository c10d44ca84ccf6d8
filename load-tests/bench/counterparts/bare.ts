import { join } from 'node:path';
import { openEngine } from '../../../server/engine/engine.ts';
import { Peers } from '../../../server/engine/peers.ts';
import { projectRoot } from '../../../server/project-root.ts';
import { createLog } from '../../../server/telemetry/log.ts';
import { serveCalls } from '../support/calls.ts';

/**
 * A Socket.IO server on the same engine with the same settings that does nothing: whatever it is asked it answers at
 * once, with replies that it was given beforehand, by turns.
 */
const engine = await openEngine({
  wanted: 'uws',
  fetch: async () => new Response(null, { status: 404 }),
  allowOrigin: () => true,
  peers: new Peers(),
  cacheDir: join(projectRoot, 'node_modules/.cache/xuanhao-bench'),
  log: createLog('warn'),
});
let replies: readonly unknown[] = [{ ok: true }];
let next = 0;

engine.io.of('/select').on('connection', (socket) => {
  socket.on('typePattern', (_body: unknown, ack: (reply: unknown) => void) => {
    next = (next + 1) % replies.length;
    ack(replies[next]);
  });
  socket.on('tellAll', (push: unknown, ack: (reply: unknown) => void) => {
    ack({ ok: true });
    engine.io.of('/select').emit('patternMoved', push);
  });
});

const calls = {
  /** Listens; answers the port. */
  listen: () => engine.listen('127.0.0.1', 0),
  /** From now on it replies with these. */
  reply: (given: readonly unknown[]) => {
    replies = given;
  },
};
export type BareCalls = typeof calls;
serveCalls(calls);
