import type { Server, Socket } from 'socket.io';

/** One client's connection in an engine: below Socket.IO's namespaces, of which it may carry several. */
export type ClientConnection = Socket['conn'];

/**
 * Bytes that may wait in this process for one client: some ten seconds of pushes in a rush. The system's own buffers
 * for the connection come on top.
 */
export const MAX_WAITING_BYTES = 64 * 1024;

/** How a message was sent: to one client, or once to all subscribers of a topic. */
export type SendKind = 'direct' | 'broadcast';

/**
 * Counts every message that Socket.IO sends to a single connection, in bytes before framing, and empties the list that
 * held it. A quiet connection keeps its last list until its next message. By then the list is in V8's old generation,
 * where it would keep its messages alive until that generation is collected.
 */
export const followFlushes = (io: Server, sent: (way: SendKind, bytes: number) => void): void => {
  let flushed: { readonly data?: unknown }[] = [];
  io.engine.on('flush', (_connection: ClientConnection, packets: { readonly data?: unknown }[]) => {
    flushed = packets;
    for (const { data } of packets) if (typeof data === 'string') sent('direct', Buffer.byteLength(data));
  });
  // Emitted when the transport has taken the list over. When flushes nest, only the inmost list is emptied.
  io.engine.on('drain', () => {
    flushed.length = 0;
  });
};
