/**
 * Socket.IO's packets, in the form that every client of its protocol 5 speaks by default, as text alone. Its own parser
 * also carries binary attachments: it walks over every answer to see whether there are bytes in it, and keeps what a
 * client announces until the rest has come. Nothing of ours is binary. So a message that announces bytes is read with
 * the placeholders in their stead, which no command has room for, and the bytes are passed over.
 */
const CONNECT = 0;
const DISCONNECT = 1;
const EVENT = 2;
const ACK = 3;
const BINARY_EVENT = 5;
const BINARY_ACK = 6;

const ZERO = 48;
const SLASH = 47;
const HYPHEN = 45;
/** An ack's id beyond this could not be told from its neighbour. */
const MAX_ID_DIGITS = 15;

/** Names that Socket.IO itself uses: as a client's event they would be taken for its own. */
const RESERVED = new Set(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener']);

type Packet = { readonly type: number; readonly nsp: string; readonly id?: number; readonly data?: unknown };

/** To be given to Socket.IO as its parser's `Encoder`. */
export class TextEncoder {
  /** One packet is one message. */
  encode({ type, nsp, id, data }: Packet): [string] {
    let text = nsp === '/' ? `${type}` : `${type}${nsp},`;
    if (id !== undefined) text += id;
    if (data !== undefined) text += JSON.stringify(data);
    return [text];
  }
}

type Told = (packet: Packet) => void;

/** To be given to Socket.IO as its parser's `Decoder`: one for each connection, with one listener, its client. */
export class TextDecoder {
  #told: Told | undefined;

  on(_decoded: 'decoded', told: Told): void {
    this.#told = told;
  }

  removeListener(): void {
    this.#told = undefined;
  }

  destroy(): void {
    this.#told = undefined;
  }

  /** Reads one message. Throws where it is none of a client's packets; Socket.IO then ends the connection. */
  add(message: unknown): void {
    if (typeof message === 'string') this.#told?.(packetOf(message));
  }
}

const packetOf = (text: string): Packet => {
  let type = text.charCodeAt(0) - ZERO;
  let at = 1;
  if (type === BINARY_EVENT || type === BINARY_ACK) {
    type -= BINARY_EVENT - EVENT;
    while (isDigit(text.charCodeAt(at))) at += 1;
    if (text.charCodeAt(at) !== HYPHEN) throw new Error('bytes that are not counted');
    at += 1;
  }
  let nsp = '/';
  if (text.charCodeAt(at) === SLASH) {
    const comma = text.indexOf(',', at);
    const end = comma < 0 ? text.length : comma;
    nsp = text.slice(at, end);
    at = end + 1;
  }
  const idAt = at;
  while (isDigit(text.charCodeAt(at))) at += 1;
  if (at - idAt > MAX_ID_DIGITS) throw new Error('an id of too many digits');
  const data: unknown = at < text.length ? JSON.parse(text.slice(at)) : undefined;
  if (!isDataOf(type, data)) throw new Error('a packet of no known form');
  return at > idAt ? { type, nsp, id: Number(text.slice(idAt, at)), data } : { type, nsp, data };
};

/** False for what is past the end, too. */
const isDigit = (code: number): boolean => code >= ZERO && code < ZERO + 10;

const isDataOf = (type: number, data: unknown): boolean => {
  switch (type) {
    case EVENT:
      return Array.isArray(data) && typeof data[0] === 'string' && !RESERVED.has(data[0]);
    case ACK:
      return Array.isArray(data);
    case CONNECT:
      return data === undefined || (typeof data === 'object' && data !== null && !Array.isArray(data));
    case DISCONNECT:
      return data === undefined;
    default:
      return false;
  }
};
