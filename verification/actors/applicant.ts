import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { z } from 'zod';
import type { RequestBody } from '../../client/lib/commands.ts';
import type { CaptchaAnswer } from '../../protocol/captcha.ts';
import { outboxView } from '../../protocol/http/outbox.ts';
import { type VoucherView, voucherView } from '../../protocol/http/voucher.ts';
import type { KeyboardLayout } from '../../protocol/keyboard.ts';
import { type Refusal, refusal } from '../../protocol/refusals.ts';
import {
  type AnswerOf,
  type CommandName,
  type Reply,
  type RequestInput,
  selectNamespace,
} from '../../protocol/select/client-to-server.ts';
import type { Welcome } from '../../protocol/select/pushes/welcome.ts';
import { type PushName, serverToClient } from '../../protocol/select/server-to-client.ts';
import type { SelectionView, Stage } from '../../protocol/selection-view.ts';
import { solveCaptcha } from './captcha.ts';
import { fit } from './fit.ts';
import { keysOf } from './keys.ts';
import { Refused } from './refused.ts';
import { signIn } from './sign-in.ts';
import { codeIn } from './sms-code.ts';

type PushOf<N extends PushName> = z.infer<(typeof serverToClient)[N]>;
type Push = { [N in PushName]: { readonly name: N; readonly push: PushOf<N> } }[PushName];
type ViewAt<S extends Stage> = Extract<SelectionView, { stage: S }>;

/** How long to wait for an answer or a push, in ms. */
const TIMEOUT_MS = 60_000;

/**
 * Connects to `/select`; rejects with the refusal that the handshake met. A peer without a token or a cookie only
 * watches.
 */
export const connect = async (
  url: string,
  token?: unknown,
  options: Partial<ManagerOptions & SocketOptions> & { localAddress?: string } = {},
): Promise<Applicant> => {
  const socket = io(`${url}/select`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...(token === undefined ? {} : { auth: { token } }),
    ...options,
  });
  const applicant = new Applicant(url, socket, typeof token === 'string' ? token : '');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('welcome', () => resolve());
      socket.once('connect_error', reject);
    });
  } catch (error) {
    socket.disconnect();
    throw error instanceof Error && 'data' in error ? new Refused(refusal.parse(error.data)) : error;
  }
  return applicant;
};

/** Signs in and connects. */
export const arrive = async (url: string, userName: string): Promise<Applicant> =>
  connect(url, await signIn(url, userName));

/** A number that a step needs to be free is taken. */
export class NumberTaken extends Error {}

/**
 * A scripted applicant on a socket of its own. It holds every message of the server against the protocol's schemas: one
 * that does not fit, or has an unknown field, fails the test.
 */
export class Applicant {
  readonly url: string;
  readonly socket: Socket;
  readonly token: string;
  /** Every push in the order in which it came. */
  readonly pushes: Push[] = [];
  /** The selection as a reply or a push last showed it. */
  #view: SelectionView | null = null;
  #welcome: Welcome | undefined;
  readonly #faults: unknown[] = [];

  constructor(url: string, socket: Socket, token: string) {
    this.url = url;
    this.socket = socket;
    this.token = token;
    socket.onAny((name: string, push: unknown) => this.#hear(name, push));
  }

  get welcome(): Welcome {
    if (this.#welcome === undefined) throw new Error('not welcomed yet');
    return this.#welcome;
  }

  get view(): SelectionView {
    if (this.#view === null) throw new Error('there is no selection');
    return this.#view;
  }

  /** The present view, which must be of this stage. */
  at<S extends Stage>(stage: S): ViewAt<S> {
    const { view } = this;
    if (view.stage !== stage) throw new Error(`at ${view.stage}, not at ${stage}`);
    return view as ViewAt<S>;
  }

  /** The pushes of one name so far. */
  heard<N extends PushName>(name: N): PushOf<N>[] {
    if (this.#faults.length > 0) throw this.#faults[0];
    return this.pushes.flatMap((each) => (each.name === name ? [each.push as PushOf<N>] : []));
  }

  /** The first push of a name that fits, of those that came after the first `after`; waits for it. */
  async hears<N extends PushName>(
    name: N,
    fits: (push: PushOf<N>) => boolean = () => true,
    after = 0,
  ): Promise<PushOf<N>> {
    for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(5)) {
      const found = this.heard(name).slice(after).find(fits);
      if (found !== undefined) return found;
    }
    throw new Error(`no such ${name} came; the last was ${JSON.stringify(this.heard(name).at(-1))}`);
  }

  /** Sends any arguments under any name; answers the reply as it comes. */
  async say(name: string, ...args: unknown[]): Promise<unknown> {
    return this.socket.timeout(TIMEOUT_MS).emitWithAck(name, ...args);
  }

  /** Sends a command or query as it is, id included. */
  async send<N extends CommandName>(name: N, request: RequestInput<N>): Promise<Reply<N>> {
    const reply = fit(selectNamespace.replyOf(name), await this.say(name, request)) as Reply<N>;
    if (reply.selection !== undefined) this.#see(reply.selection);
    return reply;
  }

  /** Sends a command under a new id, or a query; answers the reply. */
  ask<N extends CommandName>(name: N, body: RequestBody<N>): Promise<Reply<N>> {
    const withId = selectNamespace.commands[name].kind === 'command' ? { id: randomUUID(), ...body } : body;
    // A generic name loses the tie between it and its own request.
    return this.send(name, withId as unknown as RequestInput<N>);
  }

  /** Sends a command that must succeed; answers its answer, or throws the refusal. */
  async carryOut<N extends CommandName>(name: N, body: RequestBody<N>): Promise<AnswerOf<N>> {
    const reply = await this.ask(name, body);
    if (!reply.ok) throw new Refused(reply.refusal);
    return reply.answer;
  }

  /** Sends a command that must be refused; answers the refusal. */
  async refused<N extends CommandName>(name: N, body: RequestBody<N>): Promise<Refusal> {
    const reply = await this.ask(name, body);
    if (reply.ok) throw new Error(`${name} was not refused: ${JSON.stringify(reply.answer)}`);
    return reply.refusal;
  }

  /** The server's present time, in ms. */
  async now(): Promise<number> {
    return (await this.ask('syncClock', {})).now;
  }

  /** Waits until the server's clock has passed an instant. */
  async waitUntil(instant: number): Promise<void> {
    for (let now = await this.now(); now < instant; now = await this.now()) await delay(instant - now + 1);
  }

  /** Answers a fresh captcha by its proof of work. */
  async solve(): Promise<CaptchaAnswer> {
    return solveCaptcha(await this.carryOut('requestCaptcha', {}));
  }

  async openKeyboard(): Promise<KeyboardLayout> {
    return (await this.carryOut('openKeyboard', {})).layout;
  }

  /** Opens the keyboard and waits out the interval before *verify*. */
  async readyToVerify(): Promise<KeyboardLayout> {
    const layout = await this.openKeyboard();
    await this.waitUntil(this.at('choosing').verifyFrom ?? 0);
    return layout;
  }

  /** Prepares all that a verification needs, and sends it. */
  async verify(plate: string): Promise<Reply<'verifyPlate'>> {
    const layout = await this.readyToVerify();
    const captcha = await this.solve();
    return this.ask('verifyPlate', {
      version: this.view.version,
      layout: layout.id,
      keys: keysOf(layout, plate),
      captcha,
    });
  }

  /** Composes a free number; answers its hold. Throws `NumberTaken` where it is not free. */
  async hold(plate: string): Promise<ViewAt<'holding'>> {
    const reply = await this.verify(plate);
    if (!reply.ok) throw new Refused(reply.refusal);
    if (reply.answer.outcome === 'taken') throw new NumberTaken(plate);
    return this.at('holding');
  }

  async draw(): Promise<ViewAt<'picking'>> {
    const captcha = await this.solve();
    await this.carryOut('drawPlates', { version: this.view.version, captcha });
    return this.at('picking');
  }

  /** Releases the hold. */
  async release(): Promise<void> {
    await this.carryOut('releaseHold', this.#held());
  }

  /** Confirms a held number, the only one if none is named. */
  async confirm(plate?: string): Promise<ViewAt<'confirming'>> {
    const { view } = this;
    const chosen = plate ?? (view.stage === 'holding' ? view.plate : '');
    await this.carryOut('confirmPlate', { ...this.#held(), plate: chosen });
    return this.at('confirming');
  }

  /** Has a code sent, and reads it in the outbox. */
  async receiveCode(): Promise<string> {
    await this.carryOut('requestCode', this.#held());
    return this.lastCode();
  }

  /** The code in the newest message. */
  async lastCode(): Promise<string> {
    const code = codeIn(outboxView.parse(await this.get('/api/outbox')));
    if (code === undefined) throw new Error('no code was sent');
    return code;
  }

  /** Enters a code. */
  complete(code: string): Promise<Reply<'completeReservation'>> {
    return this.ask('completeReservation', { ...this.#held(), code });
  }

  /** From the stage *confirming* to a reserved number. */
  async finish(): Promise<ViewAt<'reserved'>> {
    const reply = await this.complete(await this.receiveCode());
    if (!reply.ok) throw new Refused(reply.refusal);
    return this.at('reserved');
  }

  /** Goes the whole way to a number that is free. */
  async reserve(plate: string): Promise<ViewAt<'reserved'>> {
    await this.hold(plate);
    await this.confirm();
    return this.finish();
  }

  async voucher(): Promise<VoucherView> {
    return voucherView.parse(await this.get('/api/voucher'));
  }

  /** Reads something over HTTP with the session's token. */
  async get(path: string): Promise<unknown> {
    return (await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.token}` } })).json();
  }

  /** Reads the selection as it is now. */
  async look(): Promise<SelectionView> {
    await this.carryOut('readSelection', {});
    return this.view;
  }

  leave(): void {
    this.socket.disconnect();
  }

  #held(): { version: number; token: string } {
    const { view } = this;
    return { version: view.version, token: 'token' in view ? view.token : '' };
  }

  #hear(name: string, push: unknown): void {
    try {
      const schema = serverToClient[name as PushName];
      const fitting = { name, push: fit(schema, push) } as Push;
      this.pushes.push(fitting);
      if (fitting.name === 'welcome') {
        this.#welcome = fitting.push;
        this.#view = fitting.push.selection;
      }
      if (fitting.name === 'selectionChanged') this.#see(fitting.push.selection);
    } catch (error) {
      this.#faults.push(error);
    }
  }

  #see(view: SelectionView): void {
    if (this.#view === null || view.version >= this.#view.version) this.#view = view;
  }
}
