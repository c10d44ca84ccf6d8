import { Choices } from '../../simulation/choices.ts';
import { type Fault, findingsOf } from '../fault.ts';
import type { Person } from '../person.ts';
import { latestOf } from '../watch.ts';

const NODES = 3;
const PEOPLE = 30;
/** In ms. */
const GONE_WITHIN = 1_000;

/** One of three nodes dies without a word while people type, verify, draw and confirm at all of them. */
export const nodeKilled: Fault = {
  name: 'node-killed',
  what: 'One of three server nodes under load is ended with kill -9, and started again.',
  mustHold: 'Holds are gone 1 s after their deadline at the latest; people are back at other nodes by themselves.',
  rounds: { small: 10, reported: 200 },
  waits: false,
  play: async ({ rounds, seed, note, stage: open }) => {
    const stage = await open({ nodes: NODES });
    const choices = new Choices({ seed });
    const { crowd, nodes, watch } = stage;
    await crowd.start(PEOPLE);
    let [thrownOut, slowestBack] = [0, 0];
    for (let round = 1; round <= rounds; round += 1) {
      // Any node may be the one, but where more people are, it is more likely.
      const { people } = crowd;
      const unlucky = people[choices.pick(people.length)];
      const node = nodes.find(({ life }) => life === unlucky?.door.life) ?? stage.node(choices.pick(NODES));
      const { life } = node;
      const theirs = crowd.people.filter(({ door }) => door.life === life);
      thrownOut += theirs.length;
      await node.kill9();
      const killed = performance.now();
      const comesBack = async (person: Person): Promise<void> => {
        await crowd.until(person, () => person.door.life !== life && person.isUp, 'another node');
        slowestBack = Math.max(slowestBack, performance.now() - killed);
      };
      // The dead one is started again at once, as a supervisor of processes would; nobody waits for it.
      await Promise.all([node.begin(), ...theirs.map(comesBack)]);
      note(
        `round ${round} of ${rounds}: ${watch.lapses.length} holds lapsed, the latest ${latestOf(watch.lapses)} ms late`,
      );
    }
    const settled = await stage.settle();
    const latest = latestOf(watch.lapses);
    const late = latest > GONE_WITHIN ? [`a hold was gone only ${latest} ms after its deadline`] : [];
    const people = { thrownOut, slowestBackMs: Math.round(slowestBack), mostSent: crowd.mostSent };
    const detail = { lapses: watch.lapses.length, latestLapseMs: latest, ...people };
    return findingsOf(settled, { problems: late, detail });
  },
};
