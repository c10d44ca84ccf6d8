import { randomUUID } from 'node:crypto';
import type { CommandName, Reply } from '../../protocol/select/client-to-server.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { ackOf, argumentOf, eventOf, isAck } from '../actors/packets.ts';
import { openWire, type Wire } from '../actors/wire.ts';
import { Bodies } from '../checker/bodies.ts';
import type { LineOf } from '../checker/format.ts';
import { saidOf } from '../checker/recording.ts';

/** The commands that a history has lines for. */
export type RecordedCommand = Exclude<LineOf<'asked'>['command'], 'collect' | 'beginAnew'>;
/** A command as it leaves, its id included. */
export type Message<N extends RecordedCommand = RecordedCommand> = {
  readonly name: N;
  readonly id: string;
  readonly version?: number;
  readonly plate?: string;
  /** Everything but its id and version. */
  readonly body: object;
};

/** Makes a command, under an id of its own. */
export const message = <N extends RecordedCommand>(
  name: N,
  body: object,
  more: Pick<Message, 'version' | 'plate'> = {},
): Message<N> => ({ name, id: randomUUID(), body, ...more });

type Write = (line: LineOf<'asked'> | LineOf<'told'> | LineOf<'left'>) => void;

/**
 * A connection that neither reconnects nor resends by itself: what is lost on it stays lost. It records its requests and
 * answers, and does as little else as possible, so that thousands of them can be driven at once.
 */
export class BareLine {
  readonly client: string;
  readonly #write: Write;
  readonly #acks = new Map<number, (packet: Buffer) => void>();
  readonly #watchers = new Set<() => void>();
  readonly #bodies = new Bodies();
  #wire: Wire | undefined;
  #selection = '';
  #version = 0;
  #asked = 0;

  private constructor(client: string, write: Write) {
    this.client = client;
    this.#write = write;
  }

  /** Connects; resolves after the welcome. `from`: the address of this machine that it calls from. */
  static async open(
    where: { readonly port: number; readonly token: string; readonly from?: string },
    client: string,
    write: Write,
  ): Promise<BareLine> {
    const line = new BareLine(client, write);
    const welcomed = new Promise<void>((resolve) => {
      const look = (): void => {
        if (line.#selection !== '') resolve();
      };
      line.#watchers.add(look);
    });
    line.#wire = await openWire({ ...where, hear: line.#hear });
    await welcomed;
    line.#watchers.clear();
    return line;
  }

  /** The selection that it was welcomed with. */
  get selection(): string {
    return this.#selection;
  }

  /** The latest version of it in any message. */
  get version(): number {
    return this.#version;
  }

  /** Sends a command, and resolves to the reply. */
  async ask<N extends RecordedCommand>(asked: Message<N>): Promise<Reply<N>> {
    const frame = this.#note(asked);
    const reply = await this.query<N>(asked.name, bodyOf(asked));
    this.#version = Math.max(this.#version, reply.selection?.version ?? 0);
    this.#write({ line: 'told', ...frame, said: saidOf(reply) });
    return reply;
  }

  /** Sends a query, and resolves to the reply. */
  query<N extends CommandName>(name: N, body: object): Promise<Reply<N>> {
    this.#asked += 1;
    const nth = this.#asked;
    return new Promise((resolve) => {
      this.#acks.set(nth, (packet) => {
        const reply = argumentOf(packet) as Reply<N>;
        if (reply.ok) this.#bodies.heard(name, reply.answer);
        resolve(reply);
      });
      this.#wire?.send(eventOf(nth, name, body));
    });
  }

  /** Sends a command and ignores the reply, as if it were lost. */
  loses(asked: Message): void {
    this.#note(asked);
    this.#write({ line: 'left', client: this.client });
    this.#asked += 1;
    this.#wire?.send(eventOf(this.#asked, asked.name, bodyOf(asked)));
  }

  /** Resolves when a version, or a later one, was heard of; rejects after `patience` ms. */
  async hearsOf(version: number, patience = 20_000): Promise<void> {
    if (this.#version >= version) return;
    await new Promise<void>((resolve, reject) => {
      const late = (): void => reject(new Error(`${this.client} never heard of version ${version}`));
      const timer = setTimeout(late, patience);
      const look = (): void => {
        if (this.#version < version) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
    });
  }

  /** Breaks the connection, with everything under way. */
  end(): void {
    this.#write({ line: 'left', client: this.client });
    this.#wire?.end();
  }

  #note({ name, id, version, plate, body }: Message): Pick<LineOf<'asked'>, 'client' | 'selection' | 'id'> {
    const frame = { client: this.client, selection: this.#selection, id };
    const seen = version === undefined ? {} : { version };
    const known = { ...this.#bodies.factsOf(body), ...(plate === undefined ? {} : { plate }) };
    this.#write({ line: 'asked', ...frame, command: name, ...seen, ...known });
    return frame;
  }

  readonly #hear = (packet: Buffer): void => {
    if (isAck(packet)) {
      const nth = ackOf(packet);
      const answered = this.#acks.get(nth);
      this.#acks.delete(nth);
      answered?.(packet);
    } else if (packet.includes('["selectionChanged"') || packet.includes('["welcome"')) this.#see(packet);
  };

  #see(packet: Buffer): void {
    const { selection } = argumentOf(packet) as { readonly selection: SelectionView | null };
    if (selection === null) throw new Error(`${this.client} was let in without a selection`);
    this.#selection = selection.id;
    this.#version = Math.max(this.#version, selection.version);
    for (const look of this.#watchers) look();
  }
}

const bodyOf = ({ id, version, body }: Message): object => ({
  ...body,
  ...(version === undefined ? {} : { version }),
  id,
});
