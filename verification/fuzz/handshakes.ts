import { type RefusalCode, refusals } from '../../protocol/refusals.ts';
import { frame, TEXT } from '../actors/frames.ts';
import { inLanes } from '../actors/lanes.ts';
import { upgradeRequest } from '../actors/upgrade.ts';
import { Chance } from './chance.ts';
import { joiningOf } from './joinings.ts';
import { openingOf } from './openings.ts';
import type { Field, Part } from './part.ts';
import { addressOf, Wire } from './wire.ts';

/** Invalid HTTP and WebSocket openings, and openings that no valid message follows. */
export const handshakes: Part = {
  name: 'handshakes',
  what: 'broken HTTP, upgrades, origins, cookies, lengths and CONNECT packets; half-open, cut short, in pieces',
  counts: { small: 4_000, full: 20_000 },
  pace: 1_000,
  play: async (field) => {
    const tokens = field.ground.people.flatMap(({ token }) => token ?? []);
    await inLanes({ count: field.count, lanes: LANES }, async (nth) => {
      if (field.tally.isHopeless) return;
      await field.turn(1);
      field.tally.tried += 1;
      const chance = new Chance(field.seed, 1, nth);
      const wire = await Wire.open(field.target.url, addressOf(nth));
      // One in four opens as it should, and goes wrong thereafter.
      const says = chance.oneIn(4) ? await join(field, wire, chance, tokens) : await open(field, wire, chance, tokens);
      if (says.wrong === undefined) field.tally.count(says.word);
      else field.tally.fail(`the ${nth}th of seed ${field.seed}: ${says.word}: ${says.wrong}`);
    });
  },
};

type Says = { readonly word: string; readonly wrong?: string };

const LANES = 64;
/** How long to wait for any message, in ms: many an opening gets no answer yet. */
const EARS = 80;
/** The answers that an engine or a route may give to an invalid handshake; never an error of its own. */
const STATUSES = new Set([
  100, 101, 200, 204, 304, 400, 401, 403, 404, 405, 408, 411, 413, 414, 417, 426, 431, 501, 505,
]);

const open = async ({ target }: Field, wire: Wire, chance: Chance, tokens: readonly string[]): Promise<Says> => {
  const { bytes, pieces, after } = openingOf(chance, target.url, tokens);
  const size = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += size) {
    wire.write(bytes.subarray(at, at + size));
    if (pieces > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  if (after === 'endOfTalk') wire.endOfTalk();
  if (after === 'wait' || after === 'endOfTalk') await wire.moves(EARS);
  wire.leave(after === 'reset' ? 'reset' : 'end');
  const { status } = wire;
  if (status === undefined) return { word: wire.head === '' ? 'nothing' : 'half a line' };
  const isKnown = status !== null && STATUSES.has(status);
  return isKnown
    ? { word: `HTTP ${status}` }
    : { word: `HTTP ${status}`, wrong: JSON.stringify(bytes.toString('latin1')) };
};

const join = async ({ target }: Field, wire: Wire, chance: Chance, tokens: readonly string[]): Promise<Says> => {
  const messages: string[] = [];
  let opened: (() => void) | undefined;
  const isOpen = new Promise<void>((resolve) => (opened = resolve));
  wire.listen((text) => {
    messages.push(text);
    opened?.();
  });
  wire.write(upgradeRequest(new URL(target.url).host));
  await Promise.race([isOpen, wire.ends(TIMEOUT_MS)]);
  if (messages.length === 0) return { word: 'not opened', wrong: `a sound WebSocket got ${wire.head}` };
  const said = joiningOf(chance, tokens);
  wire.write(Buffer.concat(said.map((text) => frame(TEXT, text))));
  await wire.moves(EARS);
  wire.leave(chance.oneIn(3) ? 'reset' : 'end');
  const wrong = messages.find((text) => text.startsWith('44') && !isRefusal(text));
  const word = messages.some((text) => text.startsWith('44'))
    ? 'refused'
    : messages.some((text) => text.startsWith('40'))
      ? 'joined'
      : 'nothing said';
  return wrong === undefined
    ? { word: `CONNECT ${word}` }
    : { word, wrong: `${JSON.stringify(said)} was answered ${wrong}` };
};

const TIMEOUT_MS = 10_000;

/** A refusal of ours, or Socket.IO's own answer for an unknown namespace. */
const isRefusal = (text: string): boolean => {
  const { message, data } = JSON.parse(text.replace(/^44(\/[^,]*,)?/, '')) as {
    message: string;
    data?: { code: RefusalCode };
  };
  return (
    message === 'Invalid namespace' || (data !== undefined && message === data.code && Object.hasOwn(refusals, message))
  );
};
