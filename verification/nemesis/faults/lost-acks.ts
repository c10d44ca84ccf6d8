import { isDeepStrictEqual } from 'node:util';
import type { Reply } from '../../../protocol/select/client-to-server.ts';
import { inLanes } from '../../actors/lanes.ts';
import { type BareLine, type Message, message, type RecordedCommand } from '../bare-line.ts';
import { type BareVehicle, bareVehicles, captchaOn, holdIn, viewOn } from '../bare-vehicle.ts';
import { type Fault, findingsOf, type Play } from '../fault.ts';
import type { StageNode } from '../node.ts';
import type { Stage } from '../stage.ts';

const NODES = 3;
/** Each draw but the last is given up; the last number is reserved: two commands for a draw, and two more at the end. */
const DRAWS = 9;
const COMMANDS = 2 * DRAWS + 2;
const BESIDE = 24;
/** Every so many of a vehicle's commands its connection is torn down; the others' answers are only not heard. */
const CUT_NTH = 4;

const authority = { draws: DRAWS, drawHoldSeconds: 120, confirmSeconds: 120, captchaWork: 1 };

type Seen = { commands: number; cuts: number; unserved: number; readonly problems: string[] };

/** Commands that are carried out while their answers are lost: their senders resend them, here and at other nodes. */
export const lostAcks: Fault = {
  name: 'lost-acks',
  what: 'Each command is carried out and its answer is lost; it is sent again to another node, and again to a third.',
  mustHold: 'It is done once, and answered the same each time.',
  rounds: { small: 10_000, reported: 10_000 },
  waits: false,
  play: async ({ rounds, note, stage: open }: Play) => {
    const stage = await open({ nodes: NODES, authority });
    const vehicles = Math.ceil(rounds / COMMANDS);
    const all = await bareVehicles(stage, vehicles);
    const seen: Seen = { commands: 0, cuts: 0, unserved: 0, problems: [] };
    await inLanes({ count: vehicles, lanes: BESIDE }, async (nth) => {
      await new Way({ stage, vehicle: all[nth] as BareVehicle, seen }).play();
      if ((nth + 1) % 100 === 0) note(`${nth + 1} of ${vehicles} vehicles`);
    });
    const settled = await stage.settle();
    const { reserved } = await stage.store.tally();
    if (reserved !== vehicles) seen.problems.push(`${reserved} numbers are reserved, for ${vehicles} vehicles`);
    // Each command makes one version, and each version one event; the pool's own is the first.
    const due = vehicles * COMMANDS + 1;
    if (settled.events !== due) seen.problems.push(`${settled.events} events tell of what should have made ${due}`);
    const { commands, cuts, unserved } = seen;
    const { platesDrawn } = stage.watch.debits;
    return findingsOf(settled, { ...seen, detail: { commands, cuts, unserved, vehicles, platesDrawn } });
  },
};

type Parts = { readonly stage: Stage; readonly vehicle: BareVehicle; readonly seen: Seen };

/** One vehicle's whole way; the answer to each command's first sending is lost. */
class Way {
  readonly #parts: Parts;
  #turn = 0;
  /** Where commands are sent first. */
  #deaf: BareLine | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async play(): Promise<void> {
    const heard = await this.#lineTo(0);
    this.#deaf = await this.#lineTo(1);
    for (let draw = 1; draw <= DRAWS; draw += 1) {
      // A captcha that one connection asked for serves on every other.
      const asking = draw % 2 === 0 ? heard : this.#deaf;
      await this.#lose(heard, 'drawPlates', { captcha: await captchaOn(asking) });
      const hold = holdIn(await viewOn(heard));
      if (draw < DRAWS) await this.#lose(heard, 'releaseHold', { token: hold.token });
      else await this.#parts.vehicle.reserve(hold, this.#node(0), (name, body) => this.#lose(heard, name, body));
    }
    heard.end();
    this.#deaf?.end();
  }

  /** Sends a command whose answer is lost, sees that it was done, and sends it again. */
  async #lose(heard: BareLine, name: RecordedCommand, body: object): Promise<void> {
    const { version } = heard;
    const { seen } = this.#parts;
    const lost: Message = message(name, body, { version });
    const first = this.#deaf ?? (await this.#lineTo(1));
    this.#turn += 1;
    seen.commands += 1;
    first.loses(lost);
    await heard.hearsOf(version + 1);
    const replies = [await heard.ask(lost)];
    if (this.#turn % CUT_NTH === 0) {
      // The connection breaks with the answer on its way; the vehicle asks again, at the third node.
      first.end();
      seen.cuts += 1;
      this.#deaf = await this.#lineTo(1 + (this.#turn % 2));
      replies.push(await this.#deaf.ask(lost));
    }
    this.#judge(`${name} of ${heard.selection} at version ${version}`, replies);
    if (heard.version !== version + 1)
      seen.problems.push(`${name} of ${heard.selection} made version ${heard.version} of version ${version}`);
  }

  #judge(what: string, replies: readonly Reply<RecordedCommand>[]): void {
    const { seen } = this.#parts;
    const served = replies.filter((reply) => reply.ok || reply.refusal.code !== 'outcomeUnknown');
    seen.unserved += replies.length - served.length;
    const [first, ...others] = served.map((reply) => (reply.ok ? reply.answer : reply.refusal.code));
    if (served.some(({ ok }) => !ok))
      seen.problems.push(`${what} was done, and refused later: ${JSON.stringify(first)}`);
    if (others.some((other) => !isDeepStrictEqual(other, first)))
      seen.problems.push(`${what} was answered ${JSON.stringify(first)} and ${JSON.stringify(others)}`);
  }

  /** Connects to the vehicle's own node, or to one so much further on. */
  #lineTo(further: number): Promise<BareLine> {
    return this.#parts.vehicle.line(this.#node(further));
  }

  #node(further: number): StageNode {
    const { stage, vehicle } = this.#parts;
    return stage.node(vehicle.nth + further);
  }
}
