import type { PatternFeed } from '../../client/lib/pattern-feed.ts';
import type { PoolFeed } from '../../client/lib/pool-feed.ts';
import { createSelectionFeed } from '../../client/lib/selection-feed.ts';
import type { CommandId, LayoutId } from '../../protocol/ids.ts';
import type { KeyboardLayout } from '../../protocol/keyboard.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import { ALPHABET, BLANK, type Pattern } from '../../protocol/plate.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import { type Refusal, refuse } from '../../protocol/refusals.ts';
import type { PoolMoved } from '../../protocol/select/pushes/pool-moved.ts';
import type { PushName } from '../../protocol/select/server-to-client.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { Line, LineOf } from '../checker/format.ts';
import { saidOf, viewedLine } from '../checker/recording.ts';
import { showingPattern, showingPool } from '../checker/showing.ts';
import type { Choices } from './choices.ts';
import type { Body, CommandMessage, CommandReply, Message, Vehicle } from './messages.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimNode } from './sim-node.ts';
import { SimSocket } from './sim-socket.ts';

type Around = {
  readonly scheduler: Scheduler;
  readonly choices: Choices;
  readonly write: (line: Line) => void;
  /** The store's clock and its last event. */
  readonly when: () => { readonly at: number; readonly after: number };
  readonly as: (node: SimNode, run: () => void) => void;
  /** A node that lives, if any does. */
  readonly anyNode: () => SimNode | undefined;
  readonly watchesPool: boolean;
};
type Waiting = {
  readonly message: CommandMessage;
  readonly until: number;
  readonly settle: (reply: CommandReply | null) => void;
};

/** Without an answer for so long, in ms, a client takes its line for dead, and sends again on a new one. */
const SILENCE = 6_000;
const TIMEOUT_MS = 90_000;
const ASK_AGAIN = 400;
const COME_BACK = 600;

const layout: KeyboardLayout = {
  id: 'layout-1' as LayoutId,
  keys: [...ALPHABET].map((face) => ({ id: `k-${face}` as KeyboardLayout['keys'][number]['id'], face })),
};
const keysOf = (pattern: string) =>
  [...pattern].map((face) => layout.keys.find((key) => key.face === face)?.id ?? null);

/** What a player knows of the body of his own command. */
const factsOf = (body: Body): Partial<LineOf<'asked'>> => ({
  ...('plate' in body ? { plate: body.plate } : {}),
  ...('token' in body ? { token: body.token } : {}),
  ...('captcha' in body
    ? {
        captcha: body.captcha.id,
        captchaIs: body.captcha.digest === 'wrong' ? ('wrong' as const) : ('right' as const),
        captchaUntil: body.captchaUntil,
      }
    : {}),
  ...('digest' in body ? { codeOf: /^code-(s.+)$/.exec(body.digest)?.[1] ?? null } : {}),
});

/** A client at the end of a wire: the library's feeds, and a way of sending that ends in an answer or in giving up. */
export class Device {
  readonly name: string;
  readonly #vehicle: Vehicle;
  readonly #around: Around;
  readonly #waiting = new Map<CommandId, Waiting>();
  readonly #pool: PoolFeed;
  readonly #pattern: PatternFeed;
  readonly #selection = createSelectionFeed();
  #connection: { readonly node: SimNode; readonly socket: SimSocket } | undefined;
  #connections = 0;
  #isWelcome = false;
  #readPool: ((picture: PoolPicture | null) => void) | null = null;
  /** Pushes that were lost last, so that nothing has told of them yet. */
  readonly #missed = new Set<PushName>();
  /** The connection on which the pattern was last answered. */
  #typedOn: SimSocket | undefined;
  #isOver = false;

  constructor(name: string, vehicle: Vehicle, around: Around) {
    this.name = name;
    this.#vehicle = vehicle;
    this.#around = around;
    const { write } = around;
    const showing = { client: name, node: () => this.#connection?.node.name ?? 'none', write };
    this.#pool = showingPool(showing, () => this.#askForPool());
    this.#pattern = showingPattern(showing, (_, keys, abandon) => this.#askForPattern(keys, abandon));
    this.#selection.view.subscribe((view) => {
      if (view !== null) write(viewedLine(name, view));
    });
  }

  get view(): SelectionView | null {
    return this.#selection.view.get();
  }

  /** Which node it is connected to, if it is. */
  get node(): SimNode | undefined {
    return this.#connection?.node;
  }

  connect(): void {
    if (this.#isOver || this.#connection !== undefined) return;
    const node = this.#around.anyNode();
    if (node === undefined) return this.#around.scheduler.after(COME_BACK, () => this.connect());
    this.#connections += 1;
    const missed = (push: PushName): void => void this.#missed.add(push);
    const ear = { hear: this.#hear, missed, watchesPool: this.#around.watchesPool };
    const socket = new SimSocket(`${this.name}/${this.#connections}`, ear, this.#around.scheduler);
    this.#connection = { node, socket };
    this.#isWelcome = false;
    this.#post(() => void node.connect(socket, this.#vehicle, this.#welcome));
    // A node that could not take it in says nothing.
    this.#around.scheduler.after(SILENCE, () => {
      if (this.#connection?.socket === socket && !this.#isWelcome) this.cut();
    });
  }

  /** The connection breaks; what was on its way is lost. It comes back by itself. */
  cut(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const { node, socket } = connection;
    socket.isUp = false;
    this.#connection = undefined;
    this.#isWelcome = false;
    const { scheduler, as, write, when } = this.#around;
    write({ line: 'left', client: this.name, ...when() });
    this.#pool.onDown();
    scheduler.post(() => {
      if (node.isAlive) as(node, () => node.disconnect(socket, this.#vehicle));
    });
    scheduler.after(COME_BACK, () => this.connect());
  }

  /** Goes for good. */
  leave(): void {
    this.#isOver = true;
    this.cut();
    for (const { settle } of this.#waiting.values()) settle(null);
  }

  /** Sends a command until it is answered; null where it gave up: the outcome is unknown. */
  send(id: CommandId, body: Body, version?: number): Promise<CommandReply | null> {
    const { scheduler, write, when } = this.#around;
    const message = version === undefined ? { id, body } : { id, body, version };
    const frame = { client: this.name, selection: this.#vehicle.selection, id };
    const seen = version === undefined ? {} : { version };
    write({ line: 'asked', ...frame, command: body.name, ...seen, ...factsOf(body), ...when() });
    return new Promise((resolve) => {
      const settle = (reply: CommandReply | null): void => {
        this.#waiting.delete(id);
        resolve(reply);
      };
      this.#waiting.set(id, { message, until: scheduler.elapsed + TIMEOUT_MS, settle });
      this.#transmit(id);
      if (this.#around.choices.seldom(40)) this.#transmit(id);
    });
  }

  /** Follows a pattern from now on. */
  type(pattern: Pattern): void {
    void this.#pattern.type(layout, keysOf(pattern));
  }

  /** What it shows when all is quiet, of all that nothing was lost of last. */
  settle(): void {
    const { write } = this.#around;
    const pool = this.#pool.picture.get();
    const pattern = this.#pattern.picture.get();
    if (!this.#isWelcome) return;
    if (pool !== null && !this.#missed.has('poolMoved'))
      write({ line: 'settled', client: this.name, topic: 'pool', free: pool.free });
    if (pattern === null || this.#missed.has('patternMoved') || this.#typedOn !== this.#connection?.socket) return;
    const { pattern: topic, matching: free, usable } = pattern;
    write({ line: 'settled', client: this.name, topic, free, usable });
  }

  /** Shows the selection that it is connected to, when nothing is on its way. */
  get shows(): SelectionView | null {
    return this.#isWelcome ? this.view : null;
  }

  readonly #welcome = (pool: PoolPicture, view: SelectionView): void => {
    this.#isWelcome = true;
    this.#missed.clear();
    if (this.#around.watchesPool) this.#pool.onPicture(pool);
    this.#selection.onWelcome(view);
    this.#pattern.onUp();
    if (this.#readPool !== null) this.#sendReadPool();
    for (const id of this.#waiting.keys()) this.#transmit(id);
  };

  readonly #hear = (name: PushName, body: unknown): void => {
    this.#missed.delete(name);
    if (name === 'poolMoved') this.#pool.onMoved(body as PoolMoved);
    else if (name === 'patternMoved') this.#pattern.onMoved(body as PatternPicture);
    else if (name === 'selectionChanged') this.#selection.onView((body as { selection: SelectionView }).selection);
  };

  #transmit(id: CommandId): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    const { scheduler } = this.#around;
    if (scheduler.elapsed >= waiting.until) return waiting.settle(null);
    const socket = this.#connection?.socket;
    if (socket !== undefined && this.#isWelcome) {
      const answer = (reply: CommandReply): void => this.#answered(id, reply);
      this.#ask({ kind: 'command', command: waiting.message, answer });
    }
    scheduler.after(SILENCE, () => {
      if (!this.#waiting.has(id)) return;
      if (socket !== undefined && socket === this.#connection?.socket) this.cut();
      this.#transmit(id);
    });
  }

  #answered(id: CommandId, { said, view }: CommandReply): void {
    const { scheduler, write, when } = this.#around;
    const { selection } = this.#vehicle;
    write({ line: 'told', client: this.name, selection, id, said: saidOf(said), ...when() });
    this.#selection.onView(view);
    if (!said.ok && said.refusal.code === 'outcomeUnknown') scheduler.after(ASK_AGAIN, () => this.#transmit(id));
    else this.#waiting.get(id)?.settle({ said, view });
  }

  #askForPool(): Promise<PoolPicture | null> {
    return new Promise((resolve) => {
      this.#readPool = resolve;
      this.#sendReadPool();
    });
  }

  #sendReadPool(): void {
    this.#ask({
      kind: 'readPool',
      answer: (picture) => {
        this.#missed.delete('poolMoved');
        this.#readPool?.(picture);
        this.#readPool = null;
      },
    });
  }

  #askForPattern(
    keys: readonly (string | null)[],
    abandon: AbortSignal,
  ): Promise<PatternPicture | Refusal | 'unanswered'> {
    const text = keys.map((key) => layout.keys.find(({ id }) => id === key)?.face ?? BLANK).join('');
    return new Promise((resolve) => {
      abandon.addEventListener('abort', () => resolve('unanswered'), { once: true });
      const socket = this.#connection?.socket;
      this.#typedOn = undefined;
      this.#ask({
        kind: 'type',
        pattern: text as Pattern,
        answer: (picture) => {
          if (abandon.aborted) return;
          if (picture !== null) this.#typedOn = socket;
          this.#missed.delete('patternMoved');
          resolve(picture ?? refuse('wrongStage'));
        },
      });
    });
  }

  #ask(message: Message): void {
    const connection = this.#connection;
    if (connection === undefined || !this.#isWelcome) return;
    this.#post(() => connection.node.handle(connection.socket, this.#vehicle, message));
  }

  /** Sends something to the node on the present connection. */
  #post(arrive: () => void): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const { node, socket } = connection;
    this.#around.scheduler.post(() => {
      if (socket.isUp && node.isAlive) this.#around.as(node, arrive);
    }, socket.toServer);
  }
}
