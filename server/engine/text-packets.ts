/**
 * Socket.IO's packets (protocol 5, the default parser's form) as text alone. The default parser also carries binary
 * attachments: it walks every answer in search of bytes, and keeps a client's announced message until its bytes arrive.
 * This protocol has no binary data. So a message that announces bytes is decoded with its placeholders, which no
 * command's schema accepts, and the bytes are ignored.
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
/** Digits of an ack's id: a longer one loses precision as a number. */
const MAX_ID_DIGITS = 15;

/** Event names of Socket.IO itself: a client's event of such a name would pass for Socket.IO's. */
const RESERVED = new Set(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener']);

type Packet = { readonly type: number; readonly nsp: string; readonly id?: number; readonly data?: unknown };

/** Socket.IO's parser option `Encoder`. */
export class TextEncoder {
  /** Encodes a packet as one message. */
  encode({ type, nsp, id, data }: Packet): [string] {
    let text = nsp === '/' ? `${type}` : `${type}${nsp},`;
    if (id !== undefined) text += id;
    if (data !== undefined) text += JSON.stringify(data);
    return [text];
  }
}

type Listener = (packet: Packet) => void;

/** Socket.IO's parser option `Decoder`: one per connection, with Socket.IO's client as its one listener. */
export class TextDecoder {
  #listener: Listener | undefined;

  on(_decoded: 'decoded', listener: Listener): void {
    this.#listener = listener;
  }

  removeListener(): void {
    this.#listener = undefined;
  }

  destroy(): void {
    this.#listener = undefined;
  }

  /** Decodes one message. Throws if it is not a valid packet of a client; Socket.IO then ends the connection. */
  add(message: unknown): void {
    if (typeof message === 'string') this.#listener?.(packetOf(message));
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

/** False past the end of the text, too. */
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
