import { setTimeout as delay } from 'node:timers/promises';
import { workersOf } from '../../../test/support/worker-processes.ts';
import { Choices } from '../../simulation/choices.ts';
import { plateFromTheEnd } from '../crowd.ts';
import { type Fault, findingsOf } from '../fault.ts';
import type { StageNode } from '../node.ts';
import type { Person } from '../person.ts';
import type { Stage } from '../stage.ts';
import { latestOf } from '../watch.ts';

/** The last node has two workers, of which one is frozen. */
const WORKERS = [1, 2];
const PEOPLE = 12;
/** How many confirm too late in each round, and how many are there to take what they had. */
const PAIRS = 3;
/** In ms: the time in which a frozen node's people lose patience and come in elsewhere. */
const TIMEOUT_MS = 300;

/** The observations of one round. */
type Seen = { readonly late: number; readonly lost: number; readonly problems: readonly string[] };

/** A node, or a worker, is suspended with commands before it, and resumes when others have the numbers it would give. */
export const nodeFrozen: Fault = {
  name: 'node-frozen',
  what: 'A server node, or a worker of one, is stopped for 1 to 20 s with commands before it, and then goes on.',
  mustHold: 'What it does late is refused or was done already: nothing after a deadline, nothing twice.',
  rounds: { small: 5, reported: 100 },
  waits: true,
  play: async ({ rounds, seed, note, stage: open }) => {
    // Nobody draws, so that nobody else has the numbers that are taken on purpose.
    const authority = { holdSeconds: 2.5, confirmSeconds: 4, draws: 0 };
    const stage = await open({ nodes: WORKERS.length, workers: WORKERS, authority });
    const choices = new Choices({ seed });
    const { crowd, watch } = stage;
    await crowd.start(PEOPLE);
    const problems: string[] = [];
    let [late, lost, frozenFor] = [0, 0, 0];
    for (let round = 1; round <= rounds; round += 1) {
      const [node, other] = [stage.node(round + seed), stage.node(round + seed + 1)];
      // Mostly short; now and then longer than every time-out of a server's own.
      const ms = 1_000 + choices.pick(round % 5 === 0 ? 19_000 : 5_000);
      const began = performance.now();
      const plates = Array.from({ length: PAIRS }, (_, i) => plateFromTheEnd(round * PAIRS + i));
      const seen = await freeze(stage, { node, other, ms, plates });
      late += seen.late;
      lost += seen.lost;
      problems.push(...seen.problems.map((problem) => `round ${round}, at ${node.name}: ${problem}`));
      frozenFor += ms;
      note(`round ${round} of ${rounds}: ${node.name} for ${ms} ms of ${Math.round(performance.now() - began)} ms`);
    }
    const settled = await stage.settle();
    const commands = { lateCommands: late, lateConfirmsRefused: lost };
    const detail = { frozenSeconds: Math.round(frozenFor / 1_000), ...commands, latestLapseMs: latestOf(watch.lapses) };
    return findingsOf(settled, { problems, detail });
  },
};

type Round = {
  readonly node: StageNode;
  readonly other: StageNode;
  readonly ms: number;
  readonly plates: readonly string[];
};

/** Freezes a node whose people are about to confirm, lets others take what they had, and has it go on. */
const freeze = async (stage: Stage, { node, other, ms, plates }: Round): Promise<Seen> => {
  const arrive = (at: StageNode) => Promise.all(plates.map(() => stage.person(at)));
  const [slow, quick] = await Promise.all([arrive(node), arrive(other)]);
  const [whole, workers] = [node.workers === 1, await workersOf(node.pid)];
  const problems: string[] = [];
  try {
    await Promise.all(slow.map((person, i) => person.verify(plates[i] ?? '')));
    const holding = slow.flatMap((person) => (person.view.stage === 'holding' ? [{ person, view: person.view }] : []));
    // On a busy machine a countdown may have ended before the last one's began.
    if (holding.length === 0) throw new Error(`none of ${plates.join(' ')} could be held`);
    const life = node.life;
    const thrown = stage.crowd.people.filter(({ door }) => door.life === life);
    const thawed = delay(ms);
    node.freeze(...(whole ? [] : workers.slice(0, 1)));
    const confirms = holding.map(({ person }) => person.confirm());
    await delay(TIMEOUT_MS);
    const late = sum(slow) + sum(thrown);
    // These come in by other nodes and send again; what they sent first is still before the frozen one.
    for (const { door } of thrown) door.hangUp();
    const taken = await Promise.all(holding.map(({ view }, i) => takes(quick[i], view.plate, view.deadline)));
    await thawed;
    node.thaw();
    const said = await Promise.all(confirms);
    let lost = 0;
    for (const [i, reply] of said.entries()) {
      const confirmed = reply !== undefined && reply !== 'unanswered' && reply.ok;
      const { plate } = holding[i]?.view ?? {};
      if (!confirmed) lost += 1;
      // Where only one worker stands still, who is at the other one has confirmed in time.
      if (whole && confirmed) problems.push(`${plate} was confirmed after its deadline`);
      if (confirmed === taken[i])
        problems.push(`${plate} is ${confirmed ? 'confirmed, and another has it' : "nobody's"}`);
    }
    await stage.crowd.allUp();
    return { late, lost, problems };
  } finally {
    node.thaw();
    for (const person of [...slow, ...quick]) person.leave();
  }
};

const sum = (people: readonly Person[]): number => people.reduce((all, { waiting }) => all + waiting, 0);

/** Takes a number as soon as it is due; answers whether that succeeded. */
const takes = async (person: Person | undefined, plate: string, deadline: number): Promise<boolean> => {
  const send = await person?.composes(plate);
  await person?.waitUntilOver(deadline);
  const reply = await send?.();
  return reply !== undefined && reply !== 'unanswered' && reply.ok && reply.answer.outcome === 'held';
};
