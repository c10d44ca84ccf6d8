import fc from 'fast-check';
import { inLanes } from '../actors/lanes.ts';
import { type Call, Caller, type Heard } from './caller.ts';
import { Chance } from './chance.ts';
import { type Door, deskDoors, selectDoors, wordOf } from './doors.ts';
import { type Known, requestOf } from './from-schema.ts';
import type { Ground } from './ground.ts';
import { fuzzRoutes } from './http.ts';
import type { Field, Part } from './part.ts';
import { plainest } from './shrink.ts';
import { jsonOf } from './verbatim.ts';
import { addressOf } from './wire.ts';

/** Requests made from the protocol's own schemas, in every namespace. */
export const commands: Part = {
  name: 'commands',
  what: 'commands and requests fuzzed from their own schemas, in both namespaces and over HTTP',
  counts: { small: 40_000, full: 200_000 },
  pace: 3_000,
  play: async (field) => {
    const overHttp = Math.floor(field.count / 10);
    await fuzzSockets(field, field.count - overHttp);
    await fuzzRoutes(field, overHttp);
  },
};

/** Connections at once. */
const LANES = 6;

/** How often each command is sent on one connection: within its allowance, so that it is read each time. */
const SELECT_VOLLEY: Readonly<Record<string, number>> = {
  openKeyboard: 3,
  verifyPlate: 4,
  drawPlates: 3,
  releaseHold: 2,
  confirmPlate: 3,
  requestCode: 2,
  completeReservation: 3,
  requestCaptcha: 4,
  typePattern: 10,
  syncClock: 2,
  readPool: 1,
  readSelection: 3,
};
/** Valid requests of these would be carried out; they are not sent, since they change what is compared. */
const DEEDS: ReadonlySet<string> = new Set([
  'addBlock',
  'scheduleBlock',
  'loadCalendarYear',
  'addAccount',
  'withholdNumbers',
  'unwithholdNumbers',
]);

type Visit = { readonly namespace: '/select' | '/desk'; readonly token: string | undefined; readonly known: Known };

const fuzzSockets = async (field: Field, count: number): Promise<void> => {
  const { target, ground, seed, tally } = field;
  const end = tally.tried + count;
  const visit = async (nth: number): Promise<void> => {
    if (tally.tried >= end || tally.isHopeless) return;
    const chance = new Chance(seed, 3, nth);
    const { namespace, token, known } = visitOf(ground, chance);
    const calls = volley(namespace, known, chance).slice(0, Math.max(0, end - tally.tried));
    tally.tried += calls.length;
    await field.turn(calls.length);
    const caller = await Caller.join(target.url, { from: addressOf(nth), namespace, token });
    const heard = await caller.ask(calls.map(({ call }) => call));
    caller.leave();
    for (const [i, { door, call }] of calls.entries()) {
      const says = judged(door, call, heard[i] ?? { silence: 'cut' });
      if (says.wrong) tally.fail(`${says.word}: ${await explained(field, { namespace, token, known }, door, call)}`);
      else tally.count(says.word);
    }
  };
  // A visit says some 30 things; those beyond the count return at once.
  await inLanes({ count, lanes: LANES }, visit);
};

const visitOf = ({ people, clerk, manager }: Ground, chance: Chance): Visit => {
  if (chance.oneIn(4)) return { namespace: '/desk', token: chance.pick([clerk, manager]), known: new Map() };
  const { token, known } = chance.pick(people);
  return { namespace: '/select', token, known };
};

type Asked = { readonly door: Door; readonly call: Call };

/** Everything that is said on one connection, in an order of its own. */
const volley = (namespace: Visit['namespace'], known: Known, chance: Chance): Asked[] => {
  const some = namespace === '/select' ? selectDoors : chance.shuffled(deskDoors).slice(0, 14);
  const asked = some.flatMap((door): Asked[] => {
    const many = namespace === '/select' ? (SELECT_VOLLEY[door.name] ?? 1) : 2;
    const requests = fc.sample(requestOf(door.command.request, known), { seed: chance.below(2 ** 31), numRuns: many });
    return requests
      .map((request) => ({ door, call: { name: door.name, json: jsonOf(request) } }))
      .filter(({ call }) => isToBeSaid(door, call.json));
  });
  return chance.shuffled(asked);
};

/** Longer messages are another part's matter: they end the connection. */
const isToBeSaid = (door: Door, json: string): boolean =>
  Buffer.byteLength(json) < 7_500 && !(DEEDS.has(door.name) && isSound(door, json));

const isSound = ({ command }: Door, json: string): boolean => command.request.safeParse(JSON.parse(json)).success;

/** The code of an answer, and whether it should have been another. */
const judged = (door: Door, { json }: Call, heard: Heard): { readonly word: string; readonly wrong: boolean } => {
  if ('silence' in heard) return { word: heard.silence, wrong: true };
  try {
    const word = wordOf(door, heard.reply);
    const wasRead = word !== 'tooManyRequests' && word !== 'shuttingDown';
    const wrong = word === 'outcomeUnknown' || (wasRead && (word === 'badRequest') === isSound(door, json));
    return { word, wrong };
  } catch (error) {
    return { word: error instanceof Error ? error.message : String(error), wrong: true };
  }
};

/** A failed call, and the simplest one that fails too: each try has a connection of its own. */
const explained = async ({ target }: Field, visit: Visit, door: Door, call: Call): Promise<string> => {
  const failsAlone = async (json: string): Promise<boolean> => {
    const caller = await Caller.join(target.url, { from: '127.0.0.9', ...visit });
    const [heard] = await caller.ask([{ name: door.name, json }]);
    caller.leave();
    return heard !== undefined && judged(door, { name: door.name, json }, heard).wrong;
  };
  const fails = (value: unknown): Promise<boolean> => failsAlone(JSON.stringify(value)).catch(() => true);
  if (!(await failsAlone(call.json).catch(() => true)))
    return `${visit.namespace} ${door.name} ${call.json}, not again`;
  return `${visit.namespace} ${door.name} ${jsonOf(await plainest(JSON.parse(call.json), fails, 60))}`;
};
