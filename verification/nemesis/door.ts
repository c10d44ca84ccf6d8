import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A node behind a door. */
export type Behind = { readonly port: number; readonly life: string; readonly workers: number };

/**
 * A balancer of one address: each connection goes to the next node, or to another where that one takes none. Each person
 * has a door of their own, so that the play knows the person's node.
 */
export class Door {
  readonly #nodes: () => readonly Behind[];
  readonly #server: Server;
  readonly #lines = new Set<Socket>();
  /** The sockets that lead to the person. */
  readonly #outer = new Set<Socket>();
  #turn: number;
  #last: Pick<Behind, 'life' | 'workers'> = { life: 'nowhere', workers: 0 };
  /** How many connections have come in, and the number of the one that `#last` describes. */
  #come = 0;
  #lastCame = 0;

  private constructor(nodes: () => readonly Behind[], turn: number) {
    this.#nodes = nodes;
    this.#turn = turn;
    this.#server = createServer((line) => {
      this.#come += 1;
      this.#lead(line, this.#come, this.#nodes().length);
    });
  }

  /**
   * @param nodes those that a connection may go to at present
   * @param turn which of them is the first one's; the next ones follow in turn
   */
  static async open(nodes: () => readonly Behind[], turn = 0): Promise<Door> {
    const door = new Door(nodes, turn);
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The life of the node that the last connection reached. */
  get life(): string {
    return this.#last.life;
  }

  /** How many workers share that life; with several, the worker is unknown. */
  get workers(): number {
    return this.#last.workers;
  }

  /** Resets every connection at both ends: everything under way is gone. */
  cut(): void {
    for (const line of this.#lines) line.resetAndDestroy();
  }

  /** Closes the connection to the person; earlier messages are still on their way to the node. */
  hangUp(): void {
    for (const line of this.#outer) line.destroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #lead(line: Socket, came: number, attempts: number): void {
    line.on('error', () => undefined);
    this.#turn += 1;
    const nodes = this.#nodes();
    const node = nodes[this.#turn % nodes.length];
    if (node === undefined || attempts === 0) return void line.destroy();
    const led = { life: node.life, workers: node.workers };
    const inner = connect(node.port, '127.0.0.1');
    inner.once('error', () => this.#lead(line, came, attempts - 1));
    inner.once('connect', () => {
      // On a busy machine an attempt that was given up meanwhile may get through after the one that followed it.
      if (line.destroyed) return void inner.destroy();
      if (came > this.#lastCame) [this.#last, this.#lastCame] = [led, came];
      inner.removeAllListeners('error').on('error', () => undefined);
      for (const socket of [line, inner]) {
        socket.setNoDelay(true);
        this.#lines.add(socket);
      }
      this.#outer.add(line);
      line.pipe(inner).pipe(line);
      // A connection with one end gone ends at the other too.
      for (const [end, other] of [
        [line, inner],
        [inner, line],
      ] as const)
        end.once('close', () => {
          this.#lines.delete(end);
          this.#outer.delete(end);
          other.destroy();
        });
    });
  }
}
