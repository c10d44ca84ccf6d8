import type { Socket } from 'node:net';

/** The request that opens a WebSocket of Socket.IO's. */
export const upgradeRequest = (host: string): string =>
  [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '',
    '',
  ].join('\r\n');

/** Asks for a WebSocket on a connection, and hands on what follows the answer; `onRefused` receives any other answer. */
export const upgrade = (
  socket: Socket,
  how: {
    readonly host: string;
    readonly receive: (chunk: Buffer) => void;
    readonly onRefused: (answer: string) => void;
  },
): void => {
  const { host, receive, onRefused } = how;
  let head = Buffer.alloc(0);
  const onHead = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const answer = head.toString('latin1', 0, end);
    if (!answer.startsWith('HTTP/1.1 101')) {
      onRefused(answer);
      return;
    }
    socket.off('data', onHead);
    socket.on('data', receive);
    if (head.length > end + 4) receive(head.subarray(end + 4));
  };
  socket.on('data', onHead);
  socket.write(upgradeRequest(host));
};
