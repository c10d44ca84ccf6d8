import { setTimeout as delay } from 'node:timers/promises';
import { Choices } from '../simulation/choices.ts';
import { type Findings, findingsOf, type Play } from './fault.ts';
import type { Stage } from './stage.ts';
import { latestOf } from './watch.ts';

/** The harm of one round; resolves to the instant, in ms of `performance.now`, at which Redis was well again. */
type Round = { readonly nth: number; readonly choices: Choices; readonly problems: string[] };
type Harm = (round: Round) => Promise<number>;

/** How many choose at once. */
const PEOPLE = 30;
/** How long everything goes well before the next harm, in ms: at least so much, and by chance so much more. */
const WELL = { least: 150, more: 300 };
/** How soon after Redis is well everybody who waits must be served, in ms: a client may wait 5 s before it asks again. */
const EVERYBODY_WITHIN = 30_000;

/**
 * Plays a harm to Redis again and again under one load, and waits each time until every node serves and everybody who
 * waits has been served; then lets all end and holds what was recorded against every promise.
 * @param servesWithin how soon after Redis each node must serve, in ms
 */
export const redisRounds = async (
  stage: Stage,
  { rounds, seed, note }: Play,
  harm: Harm,
  servesWithin = EVERYBODY_WITHIN,
): Promise<Findings> => {
  const choices = new Choices({ seed });
  const { crowd, nodes, answers, watch } = stage;
  const problems: string[] = [];
  let [slowestNode, lastUnknown, slowestPerson] = [0, 0, 0];
  await crowd.start(PEOPLE);
  for (let nth = 1; nth <= rounds; nth += 1) {
    answers.forget();
    await delay(WELL.least + choices.pick(WELL.more));
    const well = await harm({ nth, choices, problems });
    const late = await everybodyServed(stage, well);
    slowestPerson = Math.max(slowestPerson, performance.now() - well);
    if (late.length > 0)
      problems.push(`round ${nth}: after ${EVERYBODY_WITHIN / 1_000} s these were not served: ${late.join(', ')}`);
    for (const { name, life } of nodes) {
      const after = answers.servesAfter(life, well) ?? Number.POSITIVE_INFINITY;
      slowestNode = Math.max(slowestNode, after);
      if (after > servesWithin) problems.push(`round ${nth}: ${name} served again only after ${Math.round(after)} ms`);
    }
    lastUnknown = Math.max(lastUnknown, answers.lastUnknown(well));
    note(`round ${nth} of ${rounds}: nodes served again after ${Math.round(slowestNode)} ms at most`);
  }
  const settled = await stage.settle();
  return findingsOf(settled, {
    problems,
    detail: {
      slowestNodeMs: Math.round(slowestNode),
      lastUnknownMs: Math.round(lastUnknown),
      everybodyServedMs: Math.round(slowestPerson),
      lapses: watch.lapses.length,
      latestLapseMs: latestOf(watch.lapses),
      ...answers.counts,
      mostSent: crowd.mostSent,
    },
  });
};

/**
 * Waits until every node has decided something since an instant, and everything that anybody waits for now; answers those
 * who were not served in the end.
 */
const everybodyServed = async ({ crowd, nodes, answers }: Stage, since: number): Promise<string[]> => {
  const waiting = crowd.people.filter(({ name, waiting: asked }) => asked > 0 || answers.owes(name));
  for (const end = performance.now() + EVERYBODY_WITHIN; ; await delay(20)) {
    const [served, present] = [answers.servedSince(since), new Set(crowd.people)];
    const late = waiting.filter((person) => present.has(person) && !served.has(person.name)).map(({ name }) => name);
    const silent = nodes.filter(({ life }) => answers.servesAfter(life, since) === undefined).map(({ name }) => name);
    if (late.length + silent.length === 0 || performance.now() > end) return [...late, ...silent];
  }
};
