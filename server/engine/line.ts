import type { Server, Socket } from 'socket.io';

/** One client's connection, as an engine has it: below Socket.IO's namespaces, of which it may carry several. */
export type Line = Socket['conn'];

/**
 * What may wait in this process for one client, in bytes: some ten seconds of pushes in a rush. The system's own
 * buffers for its connection come on top.
 */
export const MAX_WAITING = 64 * 1024;

/** How a message left: to one client, or once for all that listen to a topic. */
export type Way = 'direct' | 'broadcast';

/** Has every message that Socket.IO hands to single lines counted, in bytes before framing. */
export const countDirect = (io: Server, sent: (way: Way, bytes: number) => void): void => {
  io.engine.on('flush', (_line: Line, packets: readonly { readonly data?: unknown }[]) => {
    for (const { data } of packets) if (typeof data === 'string') sent('direct', Buffer.byteLength(data));
  });
};
