import { WebSocket } from 'k6/websockets';

/** The `readyState` of a WebSocket on which one may send. */
const OPEN = 1;

/**
 * Socket.IO over a k6 WebSocket: revision 4 of Engine.IO, one namespace, text frames, acks. What stands in a frame's
 * first characters is told in docs/clients.md, "Connecting". Reconnecting is the caller's affair.
 */
export class SocketIo {
  readonly #namespace: string;
  readonly #socket: WebSocket;
  readonly #hear: Hearing;
  readonly #waiting = new Map<number, (reply: unknown) => void>();
  #nextAck = 0;
  #ended = false;

  /**
   * Connects at once.
   * @param url of the server, `http://…` or `https://…`
   * @param namespace such as `/select`
   * @param auth what joining the namespace brings along
   */
  constructor(url: string, namespace: string, auth: object, hear: Hearing) {
    this.#namespace = namespace;
    this.#hear = hear;
    const address = `${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
    this.#socket = new WebSocket(address, null, { tags: { name: namespace } });
    this.#socket.addEventListener('message', ({ data }) => {
      // Engine.IO: what kind of frame it is.
      if (data.startsWith('4')) this.#packet(data);
      else if (data.startsWith('2')) this.#send('3');
      else if (data.startsWith('0')) this.#send(`40${namespace},${JSON.stringify(auth)}`);
    });
    this.#socket.addEventListener('error', ({ error }) => this.#end(error));
    this.#socket.addEventListener('close', () => this.#end('closed'));
  }

  /** Says something that is answered; `answered` is never called where the connection ends first. */
  say(name: string, body: object, answered: (reply: unknown) => void): void {
    if (this.#ended) return;
    const id = this.#nextAck++;
    this.#waiting.set(id, answered);
    this.#send(`42${this.#namespace},${id}${JSON.stringify([name, body])}`);
  }

  close(): void {
    this.#end('left');
    this.#socket.close();
  }

  /** Closes it without a word of Socket.IO's, and lets the owner hear of it as of any other end. */
  cut(): void {
    this.#socket.close();
  }

  /** Socket.IO: `4`, the kind of packet, the namespace, a comma, perhaps the number of an ack, JSON. */
  #packet(frame: string): void {
    const start = this.#namespace.length + 3;
    // Thousands are told of every change of the pool; what nobody here listens to is not worth its parsing.
    if (frame[1] === '2' && !this.#hear.listensTo(frame.slice(start + 2, frame.indexOf('"', start + 2)))) return;
    const json = frame.slice(start).search(/[[{]/);
    const body: unknown = json === -1 ? null : JSON.parse(frame.slice(start + json));
    const kind = frame[1];
    if (kind === '2' && Array.isArray(body)) {
      this.#hear.push(String(body[0]), body[1]);
    } else if (kind === '3' && Array.isArray(body)) {
      const id = Number(frame.slice(start, start + json));
      const answered = this.#waiting.get(id);
      this.#waiting.delete(id);
      answered?.(body[0]);
    } else if (kind === '4') {
      this.#end(`not let in: ${frame.slice(start)}`);
      this.#socket.close();
    } else if (kind === '1') {
      this.#end('sent away');
      this.#socket.close();
    }
  }

  /** What is said while the connection closes is lost, as it would be a moment later. */
  #send(frame: string): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(frame);
  }

  #end(why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting.clear();
    this.#hear.end(why);
  }
}

export type Hearing = {
  readonly listensTo: (name: string) => boolean;
  /** Something that the server says unasked. */
  readonly push: (name: string, body: unknown) => void;
  /** The connection is over, once. `left`: by `close`. */
  readonly end: (why: string) => void;
};
