import { frame, TEXT } from '../actors/frames.ts';
import { joining } from '../actors/packets.ts';
import { upgradeRequest } from '../actors/upgrade.ts';
import { Wire } from './wire.ts';

/** How long an answer may be waited for, in ms; the server gives itself four seconds. */
const TIMEOUT_MS = 8_000;

/** An event's name and the JSON text of its one argument, so that the text may be one that no value makes. */
export type Call = { readonly name: string; readonly json: string };

/** An answer: a value, or why there is none. */
export type Heard = { readonly reply: unknown } | { readonly silence: 'cut' | 'tooLong' };

/** A Socket.IO client of the barest kind, in one namespace. It sends whatever it is given. */
export class Caller {
  readonly wire: Wire;
  readonly namespace: string;
  /** Events from the server, if they are to be kept. */
  readonly pushes: string[] = [];
  /** Answers to messages that this client never sent. */
  readonly acks: unknown[] = [];
  readonly #keeps: boolean;
  readonly #waiting = new Map<string, (reply: unknown) => void>();
  #joined: ((refused: string | null) => void) | undefined;
  #opened: (() => void) | undefined;
  #asked = 0;

  private constructor(wire: Wire, namespace: string, keeps: boolean) {
    this.wire = wire;
    this.namespace = namespace;
    this.#keeps = keeps;
    wire.listen((text) => this.#hear(text));
  }

  /** Connects; rejects with the reason of a refusal. */
  static async join(
    url: string,
    options: { from: string; namespace?: string; token?: string | undefined; keeps?: boolean },
  ): Promise<Caller> {
    const { from, namespace = '/select', token, keeps = false } = options;
    const wire = await Wire.open(url, from);
    const caller = new Caller(wire, namespace, keeps);
    const joined = new Promise<string | null>((resolve) => {
      caller.#joined = resolve;
      void wire.ends(TIMEOUT_MS).then((ended) => resolve(ended ? 'cut' : 'no word'));
    });
    // Bytes that follow the handshake before its answer are not the WebSocket's.
    caller.#opened = () => caller.say(joining(namespace, token));
    wire.write(upgradeRequest(new URL(url).host));
    const refused = await joined;
    if (refused === null) return caller;
    wire.leave();
    throw new Error(`not let in: ${refused} ${wire.head}`);
  }

  /** One message of Engine.IO, as text. */
  say(text: string): void {
    this.wire.write(frame(TEXT, text));
  }

  /** Says many things at once; resolves when each is answered, or will not be. */
  async ask(calls: readonly Call[]): Promise<Heard[]> {
    const said = calls.map(({ name, json }) => {
      const id = String(this.#asked++);
      const reply = new Promise<unknown>((resolve) => this.#waiting.set(id, resolve));
      return { id, reply, bytes: frame(TEXT, `42${this.namespace},${id}[${JSON.stringify(name)},${json}]`) };
    });
    this.wire.write(Buffer.concat(said.map(({ bytes }) => bytes)));
    const all = said.map(({ reply }) => reply);
    let why: 'cut' | 'tooLong' = 'tooLong';
    const cut = this.wire.ends(TIMEOUT_MS).then((ended) => {
      if (ended) why = 'cut';
    });
    await Promise.race([Promise.all(all), cut]);
    const silent = said.filter(({ id }) => this.#waiting.delete(id)).map(({ id }) => id);
    return Promise.all(
      said.map(async ({ id, reply }) => (silent.includes(id) ? { silence: why } : { reply: await reply })),
    );
  }

  leave(): void {
    this.wire.leave();
  }

  #hear(text: string): void {
    if (text === '2') return this.say('3');
    if (text.startsWith('0')) return this.#opened?.();
    const packet = /^4(\d)([^,[{]*),?(\d*)([\s\S]*)$/.exec(text);
    const [type, id = '', body = ''] = [packet?.[1], packet?.[3], packet?.[4]];
    if (type === '3') {
      // An id of 400 digits comes back as `Infinity`.
      const [reply] = JSON.parse(body.slice(Math.max(0, body.indexOf('[')))) as unknown[];
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) this.acks.push(reply);
      else waiting(reply);
      this.#waiting.delete(id);
    } else if (type === '0') this.#joined?.(null);
    else if (type === '4') this.#joined?.(body);
    else if (this.#keeps && type !== undefined) this.pushes.push(text);
  }
}
