import type { RefusalCode } from '../../protocol/refusals.ts';
import type { AnswerOf, CommandName, Reply, RequestInput } from '../../protocol/select/client-to-server.ts';
import { selectKinds } from '../../protocol/select/kinds.ts';
import type { Welcome } from '../../protocol/select/pushes/welcome.ts';
import type { ServerToClientEvents } from '../../protocol/select/server-to-client.ts';
import type { SelectionView, Stage } from '../../protocol/selection-view.ts';
import { answerMs, connectsFailed, countRefusal } from './figures.ts';
import { SocketIo } from './socket-io.ts';

type Body<N extends CommandName> = Omit<RequestInput<N>, 'id'>;
type PushOf<N extends keyof ServerToClientEvents> = Parameters<ServerToClientEvents[N]>[0];
type Listeners = { [N in keyof ServerToClientEvents]?: (push: PushOf<N>) => void };
type ViewAt<S extends Stage> = Extract<SelectionView, { stage: S }>;

/** Without a reply for this long a message is sent again under its id, as docs/clients.md asks; in ms. */
const ATTEMPT = 5_000;
/** After this long in all a message counts as unanswered, and the person's way breaks off; in ms. */
const TIMEOUT_MS = 60_000;
/** Refusals after which the same message serves, a little later. */
const AGAIN: readonly RefusalCode[] = ['outcomeUnknown', 'shuttingDown', 'tooManyRequests'];

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Thrown where a command that had to succeed was refused. */
export class Refused extends Error {
  readonly code: RefusalCode;

  constructor(command: CommandName, code: RefusalCode) {
    super(`${command} was refused: ${code}`);
    this.code = code;
  }
}

/** An applicant: a session, one connection at a time, and the selection as it was last shown. */
export class Person {
  /** The demo account's name. */
  readonly number: number;
  readonly name: string;
  /** Empty until somebody signed in. */
  token: string;
  readonly #url: string;
  readonly #expected: readonly RefusalCode[];
  readonly on: Listeners = {};
  /** Called once for each connection that ends, but for those that `leave` ends. */
  onCut: (why: string) => void = () => undefined;
  #socket: SocketIo | null = null;
  /** The welcome of the present connection. */
  welcome: Welcome | null = null;
  #view: SelectionView | null = null;
  #offset = 0;
  #offsetWithin = Number.POSITIVE_INFINITY;
  #commands = 0;

  /** @param given.expected refusals that belong to the scenario */
  constructor(given: { number: number; token: string; url: string; expected?: readonly RefusalCode[] }) {
    this.number = given.number;
    this.name = `demo${given.number}`;
    this.token = given.token;
    this.#url = given.url;
    this.#expected = given.expected ?? [];
  }

  /** Connects; resolves to the welcome, and rejects where the connection ends before that. */
  connect(): Promise<Welcome> {
    return new Promise((resolve, reject) => {
      let settled = false;
      const late = setTimeout(() => socket.close(), TIMEOUT_MS);
      const socket: SocketIo = new SocketIo(
        this.#url,
        '/select',
        { token: this.token },
        {
          listensTo: (name) => name === 'welcome' || name === 'selectionChanged' || name in this.on,
          push: (name, body) => {
            if (name !== 'welcome') return this.#hear(name, body);
            const welcome = body as Welcome;
            settled = true;
            this.welcome = welcome;
            clearTimeout(late);
            this.#view = welcome.selection;
            resolve(welcome);
          },
          end: (why) => {
            clearTimeout(late);
            if (this.#socket === socket) this.#socket = null;
            if (!settled) reject(new Error(`no welcome: ${why}`));
            else if (why !== 'left') this.onCut(why);
          },
        },
      );
      this.#socket = socket;
    });
  }

  /** Connects, and where that fails comes back as docs/clients.md says, for a minute. */
  async arrive(): Promise<Welcome> {
    const end = Date.now() + TIMEOUT_MS;
    for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
      try {
        return await this.connect();
      } catch (error) {
        connectsFailed.add(1);
        if (Date.now() > end) throw error;
      }
      await wait(pause * (0.5 + Math.random() / 2));
    }
  }

  leave(): void {
    this.#socket?.close();
  }

  /** Ends the connection as a fault would: it counts as cut. */
  hangUp(): void {
    this.#socket?.cut();
  }

  get isConnected(): boolean {
    return this.#socket !== null;
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

  /** The server's clock, as well as it is known. */
  get now(): number {
    return Date.now() + this.#offset;
  }

  /** Waits until the server's clock shows an instant. */
  async until(instant: number): Promise<void> {
    while (this.now < instant) await wait(instant - this.now + 1);
  }

  /** Sends a query, or a command under a new id, until it is answered. Rejects after a minute without an answer. */
  async ask<N extends CommandName>(name: N, body: Body<N>): Promise<Reply<N>> {
    const isCommand = selectKinds[name].kind === 'command';
    const request = isCommand ? { id: `${this.name}-${Date.now()}-${this.#commands++}`, ...body } : body;
    for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; ) {
      const reply = await this.#attempt(name, request);
      if (reply === null) {
        if (!this.isConnected) await wait(250);
        continue;
      }
      if (reply.selection !== undefined) this.#see(reply.selection);
      if (reply.ok) return reply;
      const { code, notBefore } = reply.refusal;
      countRefusal(code, name, this.#expected.includes(code));
      if (!AGAIN.includes(code)) return reply;
      await wait(notBefore === undefined ? 400 : notBefore - this.now);
    }
    throw new Error(`${name} had no answer`);
  }

  /** Sends a query and ignores its answer. */
  say<N extends CommandName>(name: N, body: Body<N>): void {
    this.#socket?.say(name, body, () => undefined);
  }

  /** Sends a command that must succeed; rejects with `Refused` where it is refused. */
  async carryOut<N extends CommandName>(name: N, body: Body<N>): Promise<AnswerOf<N>> {
    const reply = await this.ask(name, body);
    if (!reply.ok) throw new Refused(name, reply.refusal.code);
    return reply.answer;
  }

  /** One sending; null where no reply came in time. */
  #attempt<N extends CommandName>(name: N, request: object): Promise<Reply<N> | null> {
    return new Promise((resolve) => {
      const sent = Date.now();
      const late = setTimeout(() => resolve(null), this.isConnected ? ATTEMPT : 0);
      this.#socket?.say(name, request, (answered) => {
        clearTimeout(late);
        const got = Date.now();
        const reply = answered as Reply<N>;
        answerMs.add(got - sent, { command: name });
        if (got - sent < this.#offsetWithin) {
          this.#offsetWithin = got - sent;
          this.#offset = reply.now - (sent + got) / 2;
        }
        resolve(reply);
      });
    });
  }

  #hear(name: string, body: unknown): void {
    if (name === 'selectionChanged') this.#see((body as PushOf<'selectionChanged'>).selection);
    (this.on as Record<string, ((push: unknown) => void) | undefined>)[name]?.(body);
  }

  #see(view: SelectionView): void {
    if (this.#view === null || view.version >= this.#view.version) this.#view = view;
  }
}
