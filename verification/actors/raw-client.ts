import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { CLOSE, frame, framesOf, PING, PONG, TEXT } from './frames.ts';
import { eventOf, joining } from './packets.ts';
import { upgrade } from './upgrade.ts';

/** A client of `/select` on a bare TCP connection: it can stop reading, which no library would, and say anything. */
export class RawClient {
  readonly #socket: Socket;
  #heard = '';
  /** The payloads of the WebSocket's pings that have come, each of which was answered. */
  readonly probes: string[] = [];
  #asked = 0;
  #isToldToClose = false;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    // Tests have the server cut it off.
    socket.on('error', () => undefined);
    const receive = framesOf((opcode, payload) => this.#hear(opcode, payload));
    upgrade(socket, { host, receive, onRefused: () => socket.destroy() });
  }

  /** Connects and joins, read-only without a token; resolves when it has joined. */
  static async arrive(url: string, token = ''): Promise<RawClient> {
    const client = await RawClient.open(url);
    client.write(joining('/select', token));
    await client.hears('40/select,{"sid"');
    return client;
  }

  /** Opens a WebSocket and joins no namespace. */
  static async open(url: string): Promise<RawClient> {
    const { hostname, port, host } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    const client = new RawClient(socket, host);
    await client.hears('"pingInterval"');
    return client;
  }

  #hear(opcode: number, payload: Buffer): void {
    if (opcode === TEXT) this.#heard += payload.toString();
    else if (opcode === CLOSE) this.#isToldToClose = true;
    else if (opcode === PING) {
      this.probes.push(payload.toString());
      this.pong(payload);
    }
  }

  /** Whether the server has sent a close frame. */
  get isToldToClose(): boolean {
    return this.#isToldToClose;
  }

  /** Every text that has come, one after another. */
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

  /** Reads nothing more: what the server sends piles up here, in the system's buffers, and at last at the server. */
  stopReading(): void {
    this.#socket.pause();
  }

  /** Sends a request, and does not wait for the answer. */
  ask(name: string, request: object): void {
    this.#asked += 1;
    this.write(eventOf(this.#asked, name, request));
  }

  leave(): void {
    this.#socket.destroy();
  }

  /** Sends a WebSocket pong, which a ping may have asked for. */
  pong(payload: Uint8Array | string): void {
    this.#socket.write(frame(PONG, payload));
  }

  /** Sends messages in one piece. */
  write(...texts: readonly string[]): void {
    this.#socket.write(Buffer.concat(texts.map((text) => frame(TEXT, text))));
  }
}
