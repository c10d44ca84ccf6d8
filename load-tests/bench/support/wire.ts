import { createConnection, type Socket } from 'node:net';

/**
 * A Socket.IO connection to `/select` over a bare WebSocket: as little as the protocol asks for, so that one process
 * can drive thousands. It answers pings by itself, Engine.IO's and the WebSocket's own.
 */
export type Wire = {
  readonly send: (packet: string) => void;
  readonly end: () => void;
};

/** What comes: whole packets, as bytes that are good until the handler returns. */
type Hear = (packet: Buffer) => void;

const OPEN = 0x30;
const PING = 0x32;
/** Opcodes of the WebSocket itself. */
const TEXT = 1;
const PROBE = 9;
const PONG = 10;
/** How long a connection may take to be let in, in ms. */
const TIMEOUT_MS = 30_000;

/** Connects and joins; rejects where the namespace refuses, or the connection ends before it has joined. */
export const openWire = (options: {
  readonly port: number;
  /** An address has some 28,000 ports to call from. */
  readonly from?: string;
  readonly auth?: object;
  readonly hear: Hear;
  readonly ended?: () => void;
}): Promise<Wire> =>
  new Promise((resolve, reject) => {
    const { port, from, auth, hear, ended } = options;
    const socket = createConnection({
      host: '127.0.0.1',
      port,
      noDelay: true,
      ...(from ? { localAddress: from } : {}),
    });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('a connection was not let in'));
    }, TIMEOUT_MS);
    const wire: Wire = { send: (packet) => void socket.write(frameOf(packet)), end: () => void socket.destroy() };
    let joined = false;
    const receive = framesOf(
      (packet) => {
        if (joined && packet[0] !== PING) hear(packet);
        else if (packet[0] === PING) wire.send('3');
        else if (packet[0] === OPEN) wire.send(`40/select,${auth === undefined ? '' : JSON.stringify(auth)}`);
        else if (packet.toString('latin1', 0, 10) === '40/select,') {
          joined = true;
          clearTimeout(timer);
          resolve(wire);
        } else fail(packet.toString());
      },
      (payload) => void socket.write(controlFrameOf(PONG, payload)),
    );
    const fail = (why: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error(`a connection was refused: ${why}`));
    };
    socket.once('error', (error) => fail(String(error)));
    socket.once('close', () => (joined ? ended?.() : fail('it was closed')));
    upgrade(socket, port, receive, fail);
  });

/** Asks for a WebSocket, and hands on what follows the answer. */
const upgrade = (socket: Socket, port: number, receive: Hear, fail: (why: string) => void): void => {
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  let head = Buffer.alloc(0);
  const onHead = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    if (!head.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) {
      fail(head.toString('latin1', 0, end));
      return;
    }
    socket.off('data', onHead);
    socket.on('data', receive);
    if (head.length > end + 4) receive(head.subarray(end + 4));
  };
  socket.on('data', onHead);
};

/** A text frame with the mask of zeros: it costs the server what any mask does. */
const frameOf = (text: string): Buffer => {
  const long = text.length > 125;
  const frame = Buffer.allocUnsafe(text.length + (long ? 8 : 6));
  frame[0] = 0x81;
  if (long) {
    frame[1] = 0xfe;
    frame.writeUInt16BE(text.length, 2);
  } else frame[1] = 0x80 | text.length;
  frame.writeUInt32BE(0, long ? 4 : 2);
  // Everything that a driver says is ASCII.
  frame.write(text, long ? 8 : 6, 'latin1');
  return frame;
};

/** A short frame of the WebSocket's own, with the mask of zeros. */
const controlFrameOf = (opcode: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

/** Cuts a stream into frames. Fragments and extended opcodes are never sent by the servers that are measured. */
const framesOf = (hear: Hear, pinged: Hear): Hear => {
  let rest: Buffer | undefined;
  return (chunk) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    rest = undefined;
    let at = 0;
    while (at < bytes.length) {
      const start = startOf(bytes, at);
      const end = start < 0 ? -1 : start + lengthOf(bytes, at);
      if (end < 0 || end > bytes.length) {
        rest = bytes.subarray(at);
        return;
      }
      const opcode = (bytes[at] ?? 0) & 0x0f;
      if (opcode === TEXT) hear(bytes.subarray(start, end));
      else if (opcode === PROBE) pinged(bytes.subarray(start, end));
      at = end;
    }
  };
};

/** Where the payload of the frame at `at` begins; -1 where its head is not there yet. */
const startOf = (bytes: Buffer, at: number): number => {
  const short = bytes[at + 1];
  if (short === undefined) return -1;
  const start = at + (short === 127 ? 10 : short === 126 ? 4 : 2);
  return start <= bytes.length ? start : -1;
};

const lengthOf = (bytes: Buffer, at: number): number => {
  const short = bytes[at + 1] ?? 0;
  if (short === 127) return Number(bytes.readBigUInt64BE(at + 2));
  return short === 126 ? bytes.readUInt16BE(at + 2) : short;
};
