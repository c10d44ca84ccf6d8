import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import {
  type DeskAnswerOf,
  type DeskCommandName,
  type DeskReply,
  type DeskRequestInput,
  deskNamespace,
} from '../../protocol/desk/client-to-server.ts';
import { type DeskPushName, deskServerToClient } from '../../protocol/desk/server-to-client.ts';
import { deskSessionView } from '../../protocol/desk/session.ts';
import { type Refusal, refusal } from '../../protocol/refusals.ts';
import { fit } from './fit.ts';

type PushOf<N extends DeskPushName> = z.infer<(typeof deskServerToClient)[N]>;
type Body<N extends DeskCommandName> = Omit<DeskRequestInput<N>, 'id'>;

const TIMEOUT_MS = 60_000;

/** Signs in at the desk; resolves to the session's token, or to the refusal. */
export const deskToken = async (url: string, userName: string, passPhrase = 'demo'): Promise<string | Refusal> => {
  const response = await fetch(`${url}/api/desk/session`, {
    method: 'POST',
    body: JSON.stringify({ userName, passPhrase, tokenIn: 'body' }),
  });
  const body = (await response.json()) as { refusal?: unknown };
  if (body.refusal !== undefined) return refusal.parse(body.refusal);
  return fit(deskSessionView, body).token ?? '';
};

/** The header that hands in a desk session's token; in vain where there is only a refusal. */
export const bearer = (token: string | Refusal): { readonly authorization: string } => ({
  authorization: `Bearer ${typeof token === 'string' ? token : ''}`,
});

/** Connects to `/desk`, and answers the worker; or why the handshake was refused. */
export const connectDesk = async (
  url: string,
  auth: object,
  cookie?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<DeskWorker | Refusal> => {
  const socket = io(`${url}/desk`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth,
    extraHeaders: { ...headers, ...(cookie === undefined ? {} : { cookie }) },
  });
  const worker = new DeskWorker(socket);
  return new Promise((resolve, reject) => {
    socket.once('deskWelcome', () => resolve(worker));
    socket.once('connect_error', (error) => {
      socket.disconnect();
      if ('data' in error) resolve(refusal.parse(error.data));
      else reject(error);
    });
  });
};

/** Somebody at the desk, on a connection. It holds every message of the server against the desk's schemas. */
export class DeskWorker {
  readonly socket: Socket;
  readonly pushes: { readonly name: DeskPushName; readonly push: unknown }[] = [];
  readonly #faults: unknown[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((name: DeskPushName, push: unknown) => {
      try {
        this.pushes.push({ name, push: fit(deskServerToClient[name], push) });
      } catch (error) {
        this.#faults.push(error);
      }
    });
  }

  /** Signs in and connects. */
  static async arrive(url: string, userName: string, passPhrase?: string): Promise<DeskWorker> {
    return DeskWorker.connect(url, await deskToken(url, userName, passPhrase));
  }

  /** Connects with a session's token; rejects where it is refused. */
  static async connect(url: string, token: unknown): Promise<DeskWorker> {
    const worker = await connectDesk(url, { token });
    if (!(worker instanceof DeskWorker)) throw new Error(worker.code);
    return worker;
  }

  heard<N extends DeskPushName>(name: N): PushOf<N>[] {
    if (this.#faults.length > 0) throw this.#faults[0];
    return this.pushes.flatMap((each) => (each.name === name ? [each.push as PushOf<N>] : []));
  }

  /** Waits for a push that fits. */
  async hears<N extends DeskPushName>(name: N, fits: (push: PushOf<N>) => boolean = () => true): Promise<PushOf<N>> {
    for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(10)) {
      const found = this.heard(name).find(fits);
      if (found !== undefined) return found;
    }
    throw new Error(`no such ${name}; the last was ${JSON.stringify(this.heard(name).at(-1))}`);
  }

  /** Sends a command or query as it is, id included. */
  async send<N extends DeskCommandName>(name: N, request: DeskRequestInput<N>): Promise<DeskReply<N>> {
    return fit(
      deskNamespace.replyOf(name),
      await this.socket.timeout(TIMEOUT_MS).emitWithAck(name, request),
    ) as DeskReply<N>;
  }

  ask<N extends DeskCommandName>(name: N, body: Body<N>): Promise<DeskReply<N>> {
    const withId = deskNamespace.commands[name].kind === 'command' ? { id: randomUUID(), ...body } : body;
    // A generic name loses the tie between it and its own request.
    return this.send(name, withId as unknown as DeskRequestInput<N>);
  }

  /** Sends a request that must succeed; answers its answer. */
  async does<N extends DeskCommandName>(name: N, body: Body<N>): Promise<DeskAnswerOf<N>> {
    const reply = await this.ask(name, body);
    if (!reply.ok) throw new Error(`${name}: ${reply.refusal.code} ${JSON.stringify(reply)}`);
    return reply.answer;
  }

  /** Sends a request that must be refused; answers the code. */
  async refused<N extends DeskCommandName>(name: N, body: Body<N>): Promise<string> {
    const reply = await this.ask(name, body);
    if (reply.ok) throw new Error(`${name} was not refused: ${JSON.stringify(reply.answer)}`);
    return reply.refusal.code;
  }

  /** Imports a file, part by part, some of them under way at once. */
  async imports(
    bytes: Uint8Array,
    format: 'csv' | 'jsonl',
  ): Promise<{ import: string; ended: DeskAnswerOf<'endImport'> }> {
    const begun = await this.does('beginImport', { fileName: `file.${format}`, format });
    const { partBytes } = begun;
    const parts = Math.ceil(bytes.length / partBytes);
    for (let part = 0; part < parts; part += 8) {
      const some = Array.from({ length: Math.min(8, parts - part) }, (_, i) => part + i);
      await Promise.all(
        some.map((n) => this.sendPart(begun.import, n, bytes.slice(n * partBytes, (n + 1) * partBytes))),
      );
    }
    return { import: begun.import, ended: await this.does('endImport', { import: begun.import, parts }) };
  }

  /** Sends one part, again where the server asks for a pause. */
  async sendPart(id: string, part: number, bytes: Uint8Array): Promise<void> {
    for (;;) {
      const reply = await this.ask('sendImportPart', {
        import: id,
        part,
        bytes: Buffer.from(bytes).toString('base64'),
      });
      if (reply.ok) return;
      if (reply.refusal.code !== 'tooManyRequests' && reply.refusal.code !== 'importPartMissing')
        throw new Error(reply.refusal.code);
      await delay(20);
    }
  }

  leave(): void {
    this.socket.disconnect();
  }
}
