import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Where a door can lead. */
export type Behind = { readonly port: number; readonly life: string; readonly isOpen: boolean };

/**
 * A balancer of one address: each connection goes to the next open node, and to another where that one takes none. Each
 * person has a door of his own, so that it is known which node he talks to.
 */
export class Door {
  readonly #nodes: () => readonly Behind[];
  readonly #server: Server;
  readonly #lines = new Set<Socket>();
  #turn: number;
  #life = 'nowhere';

  private constructor(nodes: () => readonly Behind[], turn: number) {
    this.#nodes = nodes;
    this.#turn = turn;
    this.#server = createServer((line) => this.#lead(line, this.#nodes().length));
  }

  /** @param turn which node is the first one's; the next ones follow in turn */
  static async open(nodes: () => readonly Behind[], turn = 0): Promise<Door> {
    const door = new Door(nodes, turn);
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The life of the node that the last connection went to. */
  get life(): string {
    return this.#life;
  }

  /** Breaks every connection off. */
  cut(): void {
    for (const line of this.#lines) line.resetAndDestroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #lead(line: Socket, attempts: number): void {
    line.on('error', () => undefined);
    this.#turn += 1;
    const nodes = this.#nodes().filter(({ isOpen }) => isOpen);
    const node = nodes[this.#turn % nodes.length];
    if (node === undefined || attempts === 0) return void line.destroy();
    const { life } = node;
    const inner = connect(node.port, '127.0.0.1');
    inner.once('error', () => this.#lead(line, attempts - 1));
    inner.once('connect', () => {
      this.#life = life;
      inner.removeAllListeners('error').on('error', () => undefined);
      for (const socket of [line, inner]) {
        socket.setNoDelay(true);
        this.#lines.add(socket);
      }
      line.pipe(inner).pipe(line);
      // Where one end is gone, so is the other; half a connection is none.
      for (const [end, other] of [
        [line, inner],
        [inner, line],
      ] as const)
        end.once('close', () => {
          this.#lines.delete(end);
          other.destroy();
        });
    });
  }
}
