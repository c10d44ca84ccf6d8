import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type SelectClient } from '../../client/lib/client.ts';
import type { Sent } from '../../client/lib/commands.ts';
import { socketIoWire } from '../../client/lib/socket-io-wire.ts';
import type { CaptchaAnswer } from '../../protocol/captcha.ts';
import { outboxView } from '../../protocol/http/outbox.ts';
import type { TypedKeys } from '../../protocol/keyboard.ts';
import { BLANK } from '../../protocol/plate.ts';
import type { CommandName } from '../../protocol/select/client-to-server.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { solveCaptcha } from '../actors/captcha.ts';
import { keysOf } from '../actors/keys.ts';
import { Refused } from '../actors/refused.ts';
import { beginSession } from '../actors/sign-in.ts';
import { codeIn } from '../actors/sms-code.ts';
import type { Line } from '../checker/format.ts';
import { viewedLine } from '../checker/recording.ts';
import { writeShown } from '../checker/showing.ts';
import type { Answer } from './answers.ts';
import type { Door } from './door.ts';
import { type Carried, recordedWire } from './recorded-wire.ts';

/** A person's door, and the recorder of its messages. */
export type Around = {
  readonly door: Door;
  /** For what is asked over HTTP: the door's own life is that of its socket alone. */
  readonly http: string;
  readonly write: (line: Line) => void;
  /** Receives each answer to a command. */
  readonly answered: (answer: Answer) => void;
};

/** How long a wait for a person may take, in ms: the client library itself gives a command up after 90 s. */
const TIMEOUT_MS = 30_000;
/** In ms: on a busy machine the estimate was up to 33 ms ahead, once in 300 times. */
const CERTAINLY = 100;

/**
 * A demo applicant on the client library that the pages use, over a real socket: it reconnects and resends by itself. All
 * its requests, answers and views are recorded.
 */
export class Person {
  readonly name: string;
  readonly client: SelectClient;
  readonly door: Door;
  readonly #http: string;
  readonly #token: string;
  readonly #carried: Carried;
  /** The node that welcomed it, which numbers its pictures; undefined where that is unknown. */
  #life: string | undefined;

  private constructor({ userName, token, selection }: Identity, { door, http, write, answered }: Around) {
    this.name = userName;
    this.door = door;
    this.#http = http;
    this.#token = token;
    this.#carried = recordedWire(socketIoWire({ url: door.url, token }), {
      client: userName,
      selection,
      write,
      welcomed: () => {
        // Each worker numbers its own pictures, and the worker cannot be told from outside.
        this.#life = door.workers > 1 ? undefined : door.life;
      },
      answered: (left, code) => answered({ client: userName, node: door.life, code, left, came: performance.now() }),
    });
    this.client = createClient(this.#carried.wire);
    this.client.selection.subscribe((view) => {
      if (view !== null) write(viewedLine(userName, view));
    });
    const { wholes } = this.#carried;
    writeShown({ client: userName, node: () => this.#life, wholes, write }, { pool: this.client.pool });
  }

  /** Signs in and connects; resolves when it was welcomed. */
  static async arrive(userName: string, around: Around): Promise<Person> {
    const { token, vehicles } = await beginSessionAtLast(userName, around.http);
    const selection = vehicles[0]?.selection;
    if (selection === undefined) throw new Error(`${userName} has no vehicle`);
    const person = new Person({ userName, token, selection }, around);
    person.client.connect();
    await person.until(() => person.client.selection.get() !== null, 'being welcomed');
    return person;
  }

  get view(): SelectionView {
    const view = this.client.selection.get();
    if (view === null) throw new Error(`${this.name} has no selection`);
    return view;
  }

  /** Whether it is connected now. */
  get isUp(): boolean {
    return this.client.connection.get().stage === 'up';
  }

  /** Why it will not reconnect by itself; undefined as long as it will. */
  get ended(): string | undefined {
    const state = this.client.connection.get();
    if (state.stage !== 'ended') return undefined;
    return typeof state.reason === 'object' ? state.reason?.code : state.reason;
  }

  /** How many commands wait for an answer. */
  get waiting(): number {
    return this.#carried.waiting.size;
  }

  /** The most often that one command had to be sent. */
  get mostSent(): number {
    return Math.max(0, ...this.#carried.sent.values());
  }

  /** Sends a command as a page does: again and again under one id, until it is answered. */
  send<N extends CommandName>(name: N, body: Parameters<typeof this.client.send<N>>[1]): Promise<Sent<N>> {
    return this.client.send(name, body);
  }

  /** Waits until a condition holds; rejects after half a minute. */
  async until(so: () => boolean, what: string): Promise<void> {
    for (const end = performance.now() + TIMEOUT_MS; !so(); await delay(10))
      if (performance.now() > end) throw new Error(`${this.name} waits for ${what} in vain`);
  }

  /** Waits until the server's clock has passed an instant. */
  async waitUntil(instant: number): Promise<void> {
    for (let wait = 1; wait > 0; wait = instant - this.client.serverNow()) await delay(Math.max(0, wait));
  }

  /** Waits until a deadline is over for certain, however far off a client's estimate of the server's clock may be. */
  waitUntilOver(deadline: number): Promise<void> {
    return this.waitUntil(deadline + CERTAINLY);
  }

  /** A fresh captcha, answered by its proof of work; undefined where none is available. */
  async solve(): Promise<CaptchaAnswer | undefined> {
    const reply = await this.send('requestCaptcha', {});
    return reply === 'unanswered' || !reply.ok ? undefined : solveCaptcha(reply.answer);
  }

  /**
   * Types a number, its beginning first as people do, and gets everything ready that its verification needs. Answers
   * what sends it; undefined where something could not be had.
   */
  async composes(plate: string): Promise<(() => Promise<Sent<'verifyPlate'>>) | undefined> {
    const opened = await this.send('openKeyboard', {});
    if (opened === 'unanswered' || !opened.ok) return undefined;
    const { layout } = opened.answer;
    // The page takes the ids from the layout too; only the test's helper does not know what they are.
    const keys = (typed: string) => keysOf(layout, typed.padEnd(plate.length, BLANK)) as TypedKeys;
    for (let typed = 1; typed <= 3; typed += 1) await this.client.type(layout, keys(plate.slice(0, typed)));
    const captcha = await this.solve();
    const { view } = this;
    if (captcha === undefined || view.stage !== 'choosing') return undefined;
    await this.waitUntil(view.verifyFrom ?? 0);
    return async () => {
      this.client.stopTyping();
      const { version } = this.view;
      return this.send('verifyPlate', { version, layout: layout.id, keys: keys(plate), captcha });
    };
  }

  /** Goes the whole way of a verification of one number. */
  async verify(plate: string): Promise<Sent<'verifyPlate'> | undefined> {
    return (await this.composes(plate))?.();
  }

  async draw(): Promise<Sent<'drawPlates'> | undefined> {
    const captcha = await this.solve();
    return captcha && this.send('drawPlates', { version: this.view.version, captcha });
  }

  /** Confirms what is held, the first number of several. */
  async confirm(): Promise<Sent<'confirmPlate'> | undefined> {
    const { view } = this;
    if (view.stage !== 'holding' && view.stage !== 'picking') return undefined;
    const plate = view.stage === 'holding' ? view.plate : view.plates[0];
    if (plate === undefined) return undefined;
    return this.send('confirmPlate', { version: view.version, token: view.token, plate });
  }

  /** Gives up what is held. */
  async release(): Promise<Sent<'releaseHold'> | undefined> {
    const { view } = this;
    if (view.stage !== 'holding' && view.stage !== 'picking') return undefined;
    return this.send('releaseHold', { version: view.version, token: view.token });
  }

  /** Has a code sent, reads it and enters it. */
  async finish(): Promise<Sent<'completeReservation'> | undefined> {
    const { view } = this;
    if (view.stage !== 'confirming') return undefined;
    const { token } = view;
    const asked = await this.send('requestCode', { version: view.version, token });
    if (asked === 'unanswered' || !asked.ok) return undefined;
    const code = await this.#lastCode();
    if (code === undefined) return undefined;
    return this.send('completeReservation', { version: this.view.version, token, code });
  }

  leave(): void {
    this.client.close();
    this.door.close();
  }

  /** The code in the newest message; undefined where nobody answers just now. */
  async #lastCode(): Promise<string | undefined> {
    try {
      const headers = { authorization: `Bearer ${this.#token}` };
      return codeIn(outboxView.parse(await (await fetch(`${this.#http}/api/outbox`, { headers })).json()));
    } catch {
      return undefined;
    }
  }
}

type Identity = { readonly userName: string; readonly token: string; readonly selection: string };

/** Signs in; tries again where nobody answers, or the answer is that it may go later, as of a node that has just woken. */
const beginSessionAtLast = async (userName: string, http: string): ReturnType<typeof beginSession> => {
  for (const end = performance.now() + TIMEOUT_MS; ; await delay(200)) {
    try {
      return await beginSession(http, userName);
    } catch (error) {
      const mayYet = !(error instanceof Refused) || error.refusal.retry === 'now' || error.refusal.retry === 'later';
      if (!mayYet || performance.now() > end) throw new Error(`${userName} cannot sign in`, { cause: error });
    }
  }
};
