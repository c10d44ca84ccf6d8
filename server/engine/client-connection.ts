import type { Server, Socket } from 'socket.io';

/** One client's connection, as an engine has it: below Socket.IO's namespaces, of which it may carry several. */
export type ClientConnection = Socket['conn'];

/**
 * What may wait in this process for one client, in bytes: some ten seconds of pushes in a rush. The system's own
 * buffers for its connection come on top.
 */
export const MAX_WAITING_BYTES = 64 * 1024;

/** How a message left: to one client, or once for all that listen to a topic. */
export type SendKind = 'direct' | 'broadcast';

/**
 * Has every message that Socket.IO hands to single lines counted, in bytes before framing, and the list that it was in
 * emptied once it is sent. A line's next list waits for its message for as long as the line is quiet; by the time that
 * it is thrown away it lies in V8's old generation, where it would keep its message alive until that is collected too.
 */
export const followFlushes = (io: Server, sent: (way: SendKind, bytes: number) => void): void => {
  let flushed: { readonly data?: unknown }[] = [];
  io.engine.on('flush', (_line: ClientConnection, packets: { readonly data?: unknown }[]) => {
    flushed = packets;
    for (const { data } of packets) if (typeof data === 'string') sent('direct', Buffer.byteLength(data));
  });
  // Said when the transport has taken them over. Of lists that were sent within one another the inmost is emptied.
  io.engine.on('drain', () => {
    flushed.length = 0;
  });
};
