import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { frame, framesOf, PING, PONG, TEXT } from '../actors/frames.ts';

/**
 * A bare TCP connection that sends bytes that no library would. It connects from a chosen address of 127.0.0.0/8, since
 * strangers connect from many addresses.
 */
export class Wire {
  readonly #socket: Socket;
  #head = '';
  #upgraded = false;
  #messages: ((text: string) => void) | undefined;
  #bytes = 0;
  #pongs = 0;
  readonly #ended: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#hear(chunk));
    // The server is meant to cut it off.
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

  /** The first bytes that came, up to 4 KiB. */
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

  /** Reads nothing more: what the server sends piles up. */
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

  /** Closes its own direction: it sends no more, and still reads. */
  endOfTalk(): void {
    this.#socket.end();
  }

  /** Closes the connection; `reset` by a TCP reset. */
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
      this.#receive(Buffer.from(text.slice(end + 4), 'latin1'));
    } else this.#receive(chunk);
  }

  readonly #receive = framesOf((opcode, payload) => {
    if (opcode === TEXT) this.#messages?.(payload.toString());
    else if (opcode === PONG) this.#pongs += 1;
    // The server pings to see whether it is read.
    else if (opcode === PING) this.write(frame(PONG, payload));
  });
}

/** An address of 127.0.0.0/8 for the nth stranger; never the one that the server listens on. */
export const addressOf = (nth: number): string =>
  `127.${1 + (nth % 200)}.${Math.floor(nth / 200) % 250}.${1 + (nth % 250)}`;
