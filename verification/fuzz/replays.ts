import type { CommandName, Reply } from '../../protocol/select/client-to-server.ts';
import { type Applicant, arrive } from '../actors/applicant.ts';
import { keysOf } from '../actors/keys.ts';
import { inLanes } from '../actors/lanes.ts';
import { changesOf } from './books.ts';
import { type Call, Caller } from './caller.ts';
import { Chance } from './chance.ts';
import { selectDoors, wordOf } from './doors.ts';
import type { Field, Part } from './part.ts';
import { addressOf } from './wire.ts';

/** Recorded sessions, sent again: whole, in another order, twice, and in another's name. */
export const replays: Part = {
  name: 'replays',
  what: 'recorded sessions said again whole, shuffled, doubled and under another account: nothing happens, and nothing is seen',
  counts: { small: 1_500, full: 6_000 },
  pace: 2_000,
  acts: true,
  play: async (field) => {
    const { target, tally } = field;
    if (target.inside === null) return tally.count('left out: it needs a server of its own');
    const recorded = await record(target.url);
    const others = await bystanders(target.url);
    const books = await target.books();
    const views = await Promise.all(recorded.map(({ me }) => me.look()));
    await inLanes({ count: field.count, lanes: LANES }, async (nth) => {
      if (tally.tried < field.count && !tally.isHopeless) await replay(field, nth, recorded, others);
    });
    for (const [i, { me }] of recorded.entries()) {
      const [before, after] = [JSON.stringify(views[i]), JSON.stringify(await me.look())];
      if (before !== after) tally.fail(`${me.view.id} was ${before} and is ${after}`);
    }
    const after = await target.books();
    if (books !== null && after !== null)
      for (const change of changesOf(books, after)) tally.fail(`the books have changed: ${change}`);
    for (const me of [...recorded.map((each) => each.me), ...others]) me.leave();
  },
};

const LANES = 4;

/** One applicant's messages, in order, and the answers to the commands among them. */
type Recorded = {
  readonly me: Applicant;
  readonly calls: readonly Call[];
  readonly answers: ReadonlyMap<string, string>;
  /** Secrets that nobody else may ever receive. */
  readonly secrets: readonly string[];
};

/** Honest lives, each of another kind and each at another stage in the end. */
const LIVES: readonly ((me: Applicant) => Promise<unknown>)[] = [
  async (me) => {
    await me.hold('77AK1');
    await me.confirm();
    const code = await me.receiveCode();
    await me.complete(code === '000000' ? '000001' : '000000');
    await me.complete(code);
  },
  async (me) => {
    await me.draw();
    await me.release();
    const { plates } = await me.draw();
    await me.confirm(plates[1]);
    await me.receiveCode();
  },
  async (me) => {
    // Held by the first: one try is used.
    await me.verify('77AK1');
    const layout = await me.openKeyboard();
    await me.ask('typePattern', { layout: layout.id, keys: keysOf(layout, '7?A??') });
  },
  async (me) => {
    await me.hold('77AK2');
  },
];

const record = async (url: string): Promise<Recorded[]> => {
  const all: Recorded[] = [];
  for (const [nth, live] of LIVES.entries()) {
    const me = await arrive(url, `demo${FIRST + nth}`);
    const calls: Call[] = [];
    const answers = new Map<string, string>();
    const secrets = new Set<string>([me.token, me.view.id]);
    me.socket.onAnyOutgoing((name: string, request: object) => calls.push({ name, json: JSON.stringify(request) }));
    const send = me.send.bind(me);
    me.send = async (name, request) => {
      const reply = await send(name, request);
      if ('id' in request && typeof request.id === 'string') answers.set(request.id, outcomeOf(reply));
      const { view } = me;
      if ('token' in view) secrets.add(view.token);
      if ('plate' in view) secrets.add(view.plate);
      return reply;
    };
    await live(me);
    all.push({ me, calls, answers, secrets: [...secrets] });
  }
  return all;
};

/** The accounts that send it again: each has opened the keyboard, so that the replay notes nothing of theirs. */
const bystanders = async (url: string): Promise<Applicant[]> => {
  const [fresh, picking] = await Promise.all([0, 1].map((nth) => arrive(url, `demo${FIRST + LIVES.length + nth}`)));
  if (fresh === undefined || picking === undefined) throw new Error('nobody came');
  await fresh.openKeyboard();
  await picking.openKeyboard();
  await picking.draw();
  return [fresh, picking];
};

/** The demo applicants from this one on are this part's. */
const FIRST = 40;

type Way = { readonly name: string; readonly order: (calls: readonly Call[], chance: Chance) => readonly Call[] };
const WAYS: readonly Way[] = [
  { name: 'whole', order: (calls) => calls },
  { name: 'doubled', order: (calls) => calls.flatMap((call) => [call, call]) },
  { name: 'shuffled', order: (calls, chance) => chance.shuffled(calls) },
  { name: 'backwards', order: (calls) => calls.toReversed() },
  { name: 'its commands alone', order: (calls) => calls.filter(({ json }) => json.includes('"id"')) },
];

const replay = async (
  { target, seed, tally, turn }: Field,
  nth: number,
  recorded: readonly Recorded[],
  others: readonly Applicant[],
): Promise<void> => {
  const chance = new Chance(seed, 5, nth);
  const { me, calls, answers, secrets } = chance.pick(recorded);
  const way = chance.pick(WAYS);
  const said = way.order(calls, chance);
  const who = chance.pick([me, me, ...others, null]);
  const from = addressOf(nth);
  const caller = await Caller.join(target.url, { from, token: who?.token, keeps: true });
  tally.tried += said.length;
  await turn(said.length);
  const heard = await caller.ask(said);
  caller.leave();
  const what = `${me.view.id} ${way.name} as ${who === null ? 'nobody' : who.view.id}`;
  for (const [i, { name, json }] of said.entries()) {
    const door = selectDoors.find((each) => each.name === name);
    const answer = heard[i];
    if (door === undefined || answer === undefined || !('reply' in answer)) {
      tally.fail(`${what}: no answer to ${name}`);
      continue;
    }
    const word = wordOf(door, answer.reply);
    tally.count(word);
    const { id } = JSON.parse(json) as { id?: string };
    const was = id === undefined ? undefined : answers.get(id);
    const is = outcomeOf(answer.reply as Reply);
    // A repeated command of its own applicant has the first answer again, in whatever order it comes (SAFE-1); a layout
    // from before a verification is no longer valid.
    const isAsBefore =
      is === was || word === 'tooManyRequests' || (name === 'openKeyboard' && word === 'layoutUnknown');
    if (who === me && was !== undefined && !isAsBefore)
      tally.fail(`${what}: ${name} was answered ${was}, and now ${is}`);
    if (who !== me && ACTS.has(name as CommandName) && word === 'answered')
      tally.fail(`${what}: ${name} was done: ${json}`);
  }
  const all = JSON.stringify(heard) + caller.pushes.join('');
  for (const secret of who === me ? [] : secrets) if (all.includes(secret)) tally.fail(`${what}: heard ${secret}`);
};

/** Commands that would be carried out in anybody's name. */
const ACTS: ReadonlySet<CommandName> = new Set([
  'verifyPlate',
  'drawPlates',
  'releaseHold',
  'confirmPlate',
  'requestCode',
  'completeReservation',
]);

const outcomeOf = (reply: Reply): string => JSON.stringify(reply.ok ? reply.answer : reply.refusal.code);
