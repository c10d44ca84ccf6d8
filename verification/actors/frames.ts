/** Opcodes of the WebSocket. */
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** How a frame differs from a sound one. `length`: what is announced instead of what follows. */
type FrameFaults = {
  readonly fin?: boolean;
  readonly rsv?: number;
  readonly masked?: boolean;
  readonly length?: number;
};

const SOUND: FrameFaults = {};

/** One frame of a client's. Its mask is zeros: that costs the server what any mask does, and the client nothing. */
export const frame = (opcode: number, body: Uint8Array | string, faults = SOUND): Buffer => {
  const { fin = true, rsv = 0, masked = true } = faults;
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const length = faults.length ?? size;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const start = 2 + extended + (masked ? 4 : 0);
  const bytes = Buffer.allocUnsafe(start + size);
  bytes[0] = (fin ? 0x80 : 0) | ((rsv & 7) << 4) | (opcode & 15);
  bytes[1] = (masked ? 0x80 : 0) | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) bytes.writeUInt16BE(length, 2);
  else if (extended === 8) bytes.writeBigUInt64BE(BigInt(length), 2);
  if (masked) bytes.writeUInt32BE(0, start - 4);
  // ASCII, which most of it is, is written faster by this name.
  if (typeof body === 'string') bytes.write(body, start, size === body.length ? 'latin1' : 'utf8');
  else bytes.set(body, start);
  return bytes;
};

/** Receives each frame: its payload is good until the handler returns. */
type OnFrame = (opcode: number, payload: Buffer) => void;

/** Cuts what a server sends into frames. A server masks none, and sends each message in one frame. */
export const framesOf = (onFrame: OnFrame): ((chunk: Buffer) => void) => {
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
      onFrame((bytes[at] ?? 0) & 0x0f, bytes.subarray(start, end));
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
