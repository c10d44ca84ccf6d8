import { type RefusalCode, refusals } from '../../protocol/refusals.ts';
import { inLanes } from '../actors/lanes.ts';
import { Caller } from './caller.ts';
import { Chance } from './chance.ts';
import { packetOf } from './packets.ts';
import type { Field, Part } from './part.ts';
import { addressOf } from './wire.ts';

/** Frames and packets on connections that were opened correctly. */
export const frames: Part = {
  name: 'frames',
  what: 'WebSocket frames, and packets of Engine.IO and Socket.IO, that are none or that no client sends',
  counts: { small: 10_000, full: 50_000 },
  pace: 4_000,
  play: async (field) => {
    await inLanes({ count: field.count, lanes: LANES }, (nth) => visit(field, nth));
  },
};

const LANES = 12;
/** How long to wait for any message, in ms. */
const EARS = 80;
/** Inputs that one connection takes before one that ends it, if none did by chance. */
const MOST = 12;

/** Connects, sends some invalid inputs, and at last often one for which any server ends the connection. */
const visit = async (field: Field, nth: number): Promise<void> => {
  const { target, ground, seed, count, tally } = field;
  if (tally.tried >= count || tally.isHopeless) return;
  const chance = new Chance(seed, 2, nth);
  const packets: Buffer[] = [];
  for (const most = Math.min(MOST, count - tally.tried); packets.length < most; ) {
    const { bytes, fatal } = packetOf(chance);
    packets.push(bytes);
    if (fatal) break;
  }
  tally.tried += packets.length;
  await field.turn(packets.length);
  const [namespace, token] = chance.oneIn(5) ? ['/desk', ground.clerk] : ['/select', chance.pick(ground.people).token];
  const caller = await Caller.join(target.url, { from: addressOf(nth), namespace, token, keeps: true });
  // In one piece, in pieces of their own, or cut anywhere.
  const whole = Buffer.concat(packets);
  const at = chance.below(whole.length + 1);
  for (const piece of chance.pick([[whole], packets, [whole.subarray(0, at), whole.subarray(at)]])) {
    caller.wire.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const ended = await caller.wire.ends(EARS);
  if (ended) tally.count('ended');
  else tally.count('borne');
  caller.leave();
  for (const { ok, refusal } of caller.acks as { ok?: unknown; refusal?: { code: RefusalCode } }[]) {
    const isKnown =
      ok === true ||
      (refusal !== undefined && Object.hasOwn(refusals, refusal.code) && refusal.code !== 'outcomeUnknown');
    if (isKnown) tally.count(refusal?.code ?? 'answered');
    else
      tally.fail(
        `visit ${nth} of seed ${seed}: ${JSON.stringify(packets.map((each) => each.toString('latin1')))} was answered ${JSON.stringify(refusal)}`,
      );
  }
};
