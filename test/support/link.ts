import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * An address before another one of this machine: what goes through it can be made to stand still, be broken off, or lead
 * elsewhere. A link that stands still loses nothing by itself, as one that swallows packets does not either.
 */
export class Link {
  readonly #server = createServer((socket) => this.#carry(socket));
  /** Each end with its other end. */
  readonly #ends = new Map<Socket, Socket>();
  #to = 0;
  #isStalled = false;

  /** Leads to a port; resolves to the port that clients are given. */
  async open(to: number): Promise<number> {
    this.#to = to;
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** From now on new connections lead there; those that it carries stay where they are. */
  moveTo(port: number): void {
    this.#to = port;
  }

  /** From now on nothing comes through. */
  stall(): void {
    this.#isStalled = true;
    for (const [end, other] of this.#ends) end.unpipe(other);
  }

  /** All that has waited comes through, and what follows it. */
  flow(): void {
    this.#isStalled = false;
    for (const [end, other] of this.#ends) end.pipe(other);
  }

  /** Breaks off every connection. */
  breakOff(): void {
    for (const end of this.#ends.keys()) end.destroy();
  }

  close(): void {
    this.breakOff();
    this.#server.close();
  }

  #carry(near: Socket): void {
    const far = connect(this.#to, '127.0.0.1');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#ends.set(end, other);
      end.setNoDelay(true);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.#ends.delete(end);
        other.destroy();
      });
      if (!this.#isStalled) end.pipe(other);
    }
  }
}
