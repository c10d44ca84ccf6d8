import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opcodes of the WebSocket. */
const TEXT = 1;
const PONG = 10;
/** How a ping with eight bytes begins. */
const PING_HEAD = '\u0089\u0008';

/** A client on a bare TCP connection: it can stop reading, which no library would, and say anything. */
export class RawClient {
  readonly #socket: Socket;
  readonly #namespace: string;
  #heard = '';
  /** The payloads of the WebSocket's pings that have come, each of which was answered. */
  readonly probes: string[] = [];
  #asked = 0;

  private constructor(socket: Socket, namespace: string) {
    this.#socket = socket;
    this.#namespace = namespace;
    socket.on('data', (chunk: Buffer) => this.#hear(chunk.toString('latin1')));
    // Being cut off is what it is there for.
    socket.on('error', () => undefined);
  }

  /** Comes in, as somebody who only watches where no token is given; resolves when it is in. */
  static async arrive(url: string, { namespace = '/select', token = '' } = {}): Promise<RawClient> {
    const client = await RawClient.open(url, namespace);
    client.write(joining(namespace, token));
    await client.hears(`40${namespace},{"sid"`);
    return client;
  }

  /** Opens a WebSocket and joins no namespace. */
  static async open(url: string, namespace = '/select'): Promise<RawClient> {
    const { hostname, port, host } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    const client = new RawClient(socket, namespace);
    await once(socket, 'connect');
    const head = [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    await client.hears('"pingInterval"');
    return client;
  }

  #hear(chunk: string): void {
    // A ping's frame is whole, short, and open to see; it may have come in two pieces.
    const from = Math.max(0, this.#heard.length - 9);
    this.#heard += chunk;
    for (let at = this.#heard.indexOf(PING_HEAD, from); at >= 0; at = this.#heard.indexOf(PING_HEAD, at + 1)) {
      const payload = this.#heard.slice(at + 2, at + 10);
      if (payload.length < 8) return;
      this.probes.push(payload);
      this.pong(payload);
    }
  }

  /** Everything that has come, frames and all. */
  get heard(): string {
    return this.#heard;
  }

  /** Resolves when a text has come. */
  async hears(text: string): Promise<void> {
    while (!this.#heard.includes(text)) await once(this.#socket, 'data');
  }

  /** Resolves when the server has ended it. It has to read for that. */
  async ends(): Promise<void> {
    if (!this.#socket.closed) await once(this.#socket, 'close');
  }

  /** Reads nothing more: what is sent to it piles up, here, in the system, and at last at the sender. */
  stopReading(): void {
    this.#socket.pause();
  }

  /** Says something and goes on without waiting for the answer. */
  ask(name: string, request: object): void {
    this.#asked += 1;
    this.write(`42${this.#namespace},${this.#asked}${JSON.stringify([name, request])}`);
  }

  leave(): void {
    this.#socket.destroy();
  }

  /** Answers a WebSocket's ping, or what is none. */
  pong(payload: string): void {
    this.#socket.write(frameOf(payload, PONG));
  }

  /** Messages, each shorter than 64 KiB, in one piece. */
  write(...texts: readonly string[]): void {
    this.#socket.write(Buffer.concat(texts.map((text) => frameOf(text))));
  }
}

/** The message that joins a namespace. */
export const joining = (namespace: string, token = ''): string =>
  `40${namespace},${token === '' ? '' : JSON.stringify({ token })}`;

/** One message in one masked frame. */
const frameOf = (text: string, opcode = TEXT): Buffer => {
  const body = Buffer.from(text);
  const mask = randomBytes(4);
  const length = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 255];
  const masked = body.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length]), mask, masked]);
};
