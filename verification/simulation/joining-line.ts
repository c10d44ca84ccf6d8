import { EventEmitter } from 'node:events';
import type { SelectNamespace } from '../../server/push/select-namespace.ts';

type Post = (step: () => void) => void;
type Middleware = (socket: JoiningSocket, next: (error?: Error) => void) => void;

/** A namespace as Socket.IO has it: who comes goes through the middleware, and is entered a turn later. */
export class JoiningNamespace extends EventEmitter {
  readonly sockets = new Map<string, JoiningSocket>();
  readonly #post: Post;
  #middleware: Middleware = (_, next) => next();

  constructor(post: Post) {
    super();
    this.#post = post;
  }

  use(middleware: Middleware): void {
    this.#middleware = middleware;
  }

  add(socket: JoiningSocket): void {
    this.#middleware(socket, (error) =>
      this.#post(() => {
        if (socket.conn.readyState !== 'open') return;
        if (error !== undefined) return void socket.conn.refusals.push(error.message);
        this.sockets.set(socket.id, socket);
        socket.connected = true;
        socket.conn.enter(socket);
        super.emit('connection', socket);
      }),
    );
  }

  get asNamespace(): SelectNamespace {
    return this as unknown as SelectNamespace;
  }
}

/** One client's connection, with the rules by which Socket.IO takes its packets. */
export class JoiningLine extends EventEmitter {
  readyState: 'open' | 'closed' = 'open';
  readonly request = { headers: {} };
  readonly heard: string[] = [];
  readonly refusals: string[] = [];
  readonly #namespace: JoiningNamespace;
  readonly #post: Post;
  /** All that were let in, as Socket.IO keeps them, and the one to which packets go. */
  readonly #sockets = new Set<JoiningSocket>();
  #present: JoiningSocket | undefined;
  #joins = 0;

  constructor(namespace: JoiningNamespace, post: Post) {
    super();
    this.#namespace = namespace;
    this.#post = post;
  }

  get isIn(): boolean {
    return this.#present !== undefined;
  }

  join(token: string | undefined, vehicle: string): void {
    if (this.readyState !== 'open') return;
    // A second one that comes later is a breach of the protocol.
    if (this.#present !== undefined) return this.close();
    this.#joins += 1;
    this.#namespace.add(new JoiningSocket(`${this.#joins}`, this, token, vehicle, this.#namespace));
  }

  enter(socket: JoiningSocket): void {
    this.#sockets.add(socket);
    this.#present = socket;
  }

  left(socket: JoiningSocket): void {
    this.#sockets.delete(socket);
    if (this.#present === socket) this.#present = undefined;
  }

  leave(): void {
    this.#packet((socket) => socket.end());
  }

  say(name: string): void {
    this.#packet((socket) => socket.said([name]));
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    for (const socket of this.#sockets) socket.end();
    this.emit('close');
  }

  /** Hands a packet, a turn later, to the socket that has joined as it is read; without one, the packet ends the line. */
  #packet(hand: (socket: JoiningSocket) => void): void {
    if (this.readyState !== 'open') return;
    const socket = this.#present;
    if (socket === undefined) this.close();
    else this.#post(() => hand(socket));
  }
}

let sockets = 0;

export class JoiningSocket extends EventEmitter {
  readonly id: string;
  readonly conn: JoiningLine;
  readonly token: string | undefined;
  handshake: { readonly auth: { readonly token?: string; readonly vehicle: string }; readonly [more: string]: unknown };
  readonly request = { headers: {} };
  readonly data = {};
  connected = false;
  readonly #namespace: JoiningNamespace;
  #message: (event: readonly string[]) => void = () => undefined;

  constructor(id: string, conn: JoiningLine, token: string | undefined, vehicle: string, namespace: JoiningNamespace) {
    super();
    sockets += 1;
    this.id = `${id}-${sockets}`;
    this.conn = conn;
    this.token = token;
    this.handshake = {
      auth: { ...(token === undefined ? {} : { token }), vehicle },
      address: '127.0.0.1',
      headers: {},
    };
    this.#namespace = namespace;
  }

  use(message: (event: readonly string[]) => void): void {
    this.#message = message;
  }

  /** Socket.IO hands messages on also when the socket has left meanwhile. */
  said(event: readonly string[]): void {
    this.#message(event);
  }

  override emit(name: string, ...args: unknown[]): boolean {
    if (name === 'disconnect') return super.emit(name, ...args);
    this.conn.heard.push(name);
    return true;
  }

  disconnect(): void {
    if (this.connected) this.conn.close();
  }

  end(): void {
    if (!this.connected) return;
    this.connected = false;
    this.#namespace.sockets.delete(this.id);
    this.conn.left(this);
    this.emit('disconnect');
  }
}
