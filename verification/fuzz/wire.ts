import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One frame of a WebSocket, as a server sends it. */
type Frame = { readonly opcode: number; readonly body: Buffer };
export const TEXT = 1;
export const BINARY = 2;
const PING = 9;
const PONG = 10;

/**
 * A bare TCP connection: nothing keeps it from saying what no library would. It comes from an address of its own choice
 * within 127.0.0.0/8, as strangers do.
 */
export class Wire {
  readonly #socket: Socket;
  #unread: Buffer = Buffer.alloc(0);
  #head = '';
  #upgraded = false;
  #messages: ((text: string) => void) | undefined;
  #bytes = 0;
  #pongs = 0;
  readonly #ended: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#hear(chunk));
    // Being cut off is what it is there for.
    socket.on('error', () => undefined);
    this.#ended = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Resolves when it is connected. Rejects where nobody listens, within 10 s. */
  static async open(url: string, from: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), localAddress: from, noDelay: true });
    socket.setTimeout(10_000, () => socket.destroy(new Error('not connected within 10 s')));
    await once(socket, 'connect');
    socket.setTimeout(0);
    return new Wire(socket);
  }

  /** The status of the first answer; undefined before there is one, null for what is no answer of HTTP. */
  get status(): number | null | undefined {
    if (!this.#head.includes('\r\n')) return undefined;
    const said = /^HTTP\/1\.[01] (\d{3})/.exec(this.#head)?.[1];
    return said === undefined ? null : Number(said);
  }

  /** What came first, up to 4 KiB of it. */
  get head(): string {
    return this.#head;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && !this.#socket.readableEnded;
  }

  /** Bytes heard so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Answers to pings, so far. */
  get pongs(): number {
    return this.#pongs;
  }

  /** Reads nothing more: what is sent to it piles up. */
  deafen(): void {
    this.#socket.pause();
  }

  /** From now on every text message goes there. */
  listen(messages: (text: string) => void): void {
    this.#messages = messages;
  }

  write(bytes: Uint8Array | string): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Resolves when the server has ended it, or after `patience` ms; true where it was ended. */
  async ends(patience: number): Promise<boolean> {
    return this.#until(this.#ended, patience);
  }

  /** Resolves when something more has come, or it was ended, or after `patience` ms. */
  async moves(patience: number): Promise<boolean> {
    return this.#until(Promise.race([this.#ended, once(this.#socket, 'data').catch(() => undefined)]), patience);
  }

  /** Says that it has said everything, and goes on listening. */
  endOfTalk(): void {
    this.#socket.end();
  }

  /** Goes without a word; `reset` breaks it off, as a machine does that forgot it. */
  leave(how: 'end' | 'reset' = 'end'): void {
    if (how === 'reset') this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  async #until(what: Promise<unknown>, patience: number): Promise<boolean> {
    if (!this.isOpen) return true;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<'tooLong'>((resolve) => {
      timer = setTimeout(resolve, patience, 'tooLong');
    });
    const first = await Promise.race([what, tooLong]);
    clearTimeout(timer);
    return first !== 'tooLong';
  }

  #hear(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (!this.#upgraded) {
      const text = this.#head + chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      this.#upgraded = text.startsWith('HTTP/1.1 101') && end >= 0;
      if (!this.#upgraded) {
        this.#head = text.slice(0, 4_096);
        return;
      }
      this.#head = text.slice(0, end + 4);
      this.#unread = Buffer.from(text.slice(end + 4), 'latin1');
    } else this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    for (let frame = this.#frame(); frame !== undefined; frame = this.#frame())
      if (frame.opcode === TEXT) this.#messages?.(frame.body.toString());
      else if (frame.opcode === PONG) this.#pongs += 1;
      // The server asks whether it is read.
      else if (frame.opcode === PING) this.write(pong(frame.body));
  }

  /** The next whole frame; a server masks none, and its messages are in one frame each. */
  #frame(): Frame | undefined {
    const bytes = this.#unread;
    if (bytes.length < 2) return undefined;
    const short = (bytes[1] ?? 0) & 127;
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (bytes.length < head) return undefined;
    const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
    if (bytes.length < head + length) return undefined;
    this.#unread = bytes.subarray(head + length);
    return { opcode: (bytes[0] ?? 0) & 15, body: bytes.subarray(head, head + length) };
  }
}

/** An address of 127.0.0.0/8 for the nth stranger; never the one that the server listens on. */
export const addressOf = (nth: number): string =>
  `127.${1 + (nth % 200)}.${Math.floor(nth / 200) % 250}.${1 + (nth % 250)}`;

/** A masked frame, whole unless said otherwise. */
export const frame = (
  opcode: number,
  body: Uint8Array | string,
  { fin = true, rsv = 0, masked = true, length }: FrameFaults = {},
): Buffer => {
  const bytes = Buffer.from(body as string);
  const said = length ?? bytes.length;
  const flag = masked ? 0x80 : 0;
  const first = (fin ? 0x80 : 0) | ((rsv & 7) << 4) | (opcode & 15);
  const wide = Buffer.alloc(8);
  wide.writeBigUInt64BE(BigInt(said));
  const size = said < 126 ? [flag | said] : said < 65_536 ? [flag | 126, said >> 8, said & 255] : [flag | 127, ...wide];
  const mask = Buffer.from([0x5a, 0xc3, 0x0f, 0x99]);
  const covered = masked ? bytes.map((byte, i) => byte ^ (mask[i & 3] ?? 0)) : bytes;
  return Buffer.concat([Buffer.from([first, ...size]), ...(masked ? [mask] : []), covered]);
};

const pong = (payload: Uint8Array): Buffer => frame(PONG, payload);

/** How a frame differs from a sound one. `length`: what is announced instead of what follows. */
export type FrameFaults = {
  readonly fin?: boolean;
  readonly rsv?: number;
  readonly masked?: boolean;
  readonly length?: number;
};

/** The request that opens a WebSocket as it should be. */
export const soundHandshake = (url: string, more: readonly string[] = []): string =>
  [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: ${new URL(url).host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...more,
    '',
    '',
  ].join('\r\n');
