import { isDeepStrictEqual } from 'node:util';
import { serial } from '../../../protocol/plate.ts';
import type { Reply } from '../../../protocol/select/client-to-server.ts';
import { addressOf } from '../../../server/pool/block.ts';
import { keysOf } from '../../actors/keys.ts';
import { inLanes } from '../../actors/lanes.ts';
import { type BareLine, type Message, message, type RecordedCommand } from '../bare-line.ts';
import { type BareVehicle, bareVehicles, captchaOn, holdIn, viewOn } from '../bare-vehicle.ts';
import { type Fault, findingsOf, type Play } from '../fault.ts';
import type { Stage } from '../stage.ts';

const NODES = 3;
const SOCKETS = 20;
const QUOTA = { tries: 5, draws: 6 };
/**
 * How many commands a vehicle's connections send, each the same at once: what a connection may say in one go is 20, and
 * what an account may at one node is 150.
 */
const TURNS = 20;
const BESIDE = 4;
/** Nobody gets it. */
const TAKEN = serial.parse('00AA0');

const authority = {
  ...QUOTA,
  verifyIntervalSeconds: 0,
  holdSeconds: 120,
  drawHoldSeconds: 120,
  confirmSeconds: 120,
  captchaWork: 1,
};

/** The observations of all vehicles. */
type Seen = { commands: number; done: number; unserved: number; readonly problems: string[] };

/** Twenty connections of one vehicle, at three nodes, all of which send the same command at the same instant. */
export const oneVehicle: Fault = {
  name: 'one-vehicle',
  what: 'Twenty sockets of one vehicle, over three nodes, send the same command at once, under one id or each under its own.',
  mustHold: 'It is done once; tries and draws are debited exactly as often as there are, and never more.',
  rounds: { small: 100_000, reported: 100_000 },
  waits: false,
  play: async ({ rounds, note, stage: open }: Play) => {
    const stage = await open({ nodes: NODES, authority });
    const { blocks } = await stage.store.snapshot();
    const taken = addressOf(blocks, TAKEN);
    if (taken === undefined) throw new Error(`${TAKEN} is not in the pool`);
    await stage.store.withhold([taken]);
    const vehicles = Math.ceil(rounds / (SOCKETS * TURNS));
    const all = await bareVehicles(stage, vehicles);
    const seen: Seen = { commands: 0, done: 0, unserved: 0, problems: [] };
    await inLanes({ count: vehicles, lanes: BESIDE }, async (nth) => {
      await new Rush({ stage, vehicle: all[nth] as BareVehicle, seen }).play();
      if ((nth + 1) % 20 === 0) note(`${nth + 1} of ${vehicles} vehicles`);
    });
    const settled = await stage.settle();
    const { debits } = stage.watch;
    const due = { tryUsed: vehicles * QUOTA.tries, platesDrawn: vehicles * QUOTA.draws };
    for (const type of ['tryUsed', 'platesDrawn'] as const)
      if (debits[type] !== due[type])
        seen.problems.push(`${debits[type]} events are ${type}, where ${vehicles} vehicles had ${due[type]}`);
    const { commands, done, unserved } = seen;
    return findingsOf(settled, {
      ...seen,
      detail: { commands, vehicles, sockets: SOCKETS, done, unserved, ...debits },
    });
  },
};

type Parts = { readonly stage: Stage; readonly vehicle: BareVehicle; readonly seen: Seen };

/** One vehicle's whole way: every try, every draw, and one command more of each than there is. */
class Rush {
  readonly #parts: Parts;
  #lines: BareLine[] = [];
  #turn = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async play(): Promise<void> {
    const { stage, vehicle } = this.#parts;
    this.#lines = await Promise.all(Array.from({ length: SOCKETS }, (_, i) => vehicle.line(stage.node(i))));
    for (let nth = 0; nth < QUOTA.tries; nth += 1) await this.#verify();
    await this.#all('openKeyboard', {}, 'noTriesLeft');
    for (let nth = 1; nth < QUOTA.draws; nth += 1) {
      await this.#draw();
      await this.#all('releaseHold', { token: await this.#token() });
    }
    await this.#draw();
    if (vehicle.nth % 2 === 0) {
      const hold = holdIn(await viewOn(this.#one));
      await vehicle.reserve(hold, stage.node(0), (name, body) => this.#all(name, body));
    } else {
      await this.#all('releaseHold', { token: await this.#token() });
      await this.#draw('noDrawsLeft');
      await this.#draw('noDrawsLeft');
    }
    for (const line of this.#lines) line.end();
  }

  /** The connection for the steps that one alone can do: another each turn. */
  get #one(): BareLine {
    return this.#lines[(this.#turn * 7) % SOCKETS] as BareLine;
  }

  async #token(): Promise<string> {
    return holdIn(await viewOn(this.#one)).token;
  }

  async #verify(): Promise<void> {
    const opened = await this.#one.ask(message<'openKeyboard'>('openKeyboard', {}));
    if (!opened.ok) throw new Error(`the keyboard is not opened: ${opened.refusal.code}`);
    const { layout } = opened.answer;
    const captcha = await captchaOn(this.#one);
    await this.#all('verifyPlate', { layout: layout.id, keys: keysOf(layout, TAKEN), captcha });
  }

  async #draw(refused?: string): Promise<void> {
    await this.#all('drawPlates', { captcha: await captchaOn(this.#one) }, refused);
  }

  /** Every connection sends the same command, on the version that all of them know. */
  async #all(name: RecordedCommand, body: object, refused?: string): Promise<void> {
    const version = Math.max(...this.#lines.map((line) => line.version));
    this.#turn += 1;
    const seen = name === 'openKeyboard' ? {} : { version };
    const plate = name === 'verifyPlate' ? { plate: TAKEN } : {};
    const make = (): Message => message(name, body, { ...seen, ...plate });
    const shared = make();
    const isOne = (this.#turn + this.#parts.vehicle.nth) % 2 === 0;
    const replies = await Promise.all(this.#lines.map((line) => line.ask(isOne ? shared : make())));
    this.#parts.seen.commands += replies.length;
    this.#judge(`${name} of ${this.#one.selection} at version ${version}`, replies, isOne, refused);
    if (refused === undefined) await Promise.all(this.#lines.map((line) => line.hearsOf(version + 1)));
  }

  #judge(what: string, replies: readonly Reply<RecordedCommand>[], isOne: boolean, refused: string | undefined): void {
    const { seen } = this.#parts;
    const { problems } = seen;
    const served = replies.filter((reply) => reply.ok || !UNSERVED.has(reply.refusal.code));
    seen.unserved += replies.length - served.length;
    const done = served.filter(({ ok }) => ok);
    seen.done += done.length === 0 ? 0 : 1;
    if (refused !== undefined) {
      const others = served.filter((reply) => reply.ok || reply.refusal.code !== refused);
      if (others.length > 0) problems.push(`${what} was answered ${JSON.stringify(others[0])}, not ${refused}`);
    } else if (isOne) {
      const said = served.map((reply) => (reply.ok ? reply.answer : reply.refusal.code));
      if (!said.every((each) => isDeepStrictEqual(each, said[0])))
        problems.push(`${what}, one command, was answered in more than one way`);
      if (done.length === 0) problems.push(`${what} was not done: ${JSON.stringify(served[0])}`);
    } else if (done.length !== 1)
      problems.push(`${what}: ${done.length} of ${replies.length} were told that they did it`);
  }
}

/** Refusals of the message itself, which leave open whether the command was carried out. */
const UNSERVED = new Set(['outcomeUnknown', 'tooManyRequests', 'shuttingDown']);
