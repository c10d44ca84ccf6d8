import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { audit, platesOf } from '../audit.ts';
import { all, type Gathered, gather, myPeople } from '../crowd.ts';
import { optionsOf, promise } from '../figures.ts';
import { Person } from '../person.ts';
import { plan } from '../plan.ts';
import { freePlates } from '../plates.ts';
import { confirm, prepare, verify } from '../steps.ts';

// Everyone asks for the same number at the same instant, round after round. P1, P2, COMP-6: one gets it, and each of
// the others pays one try and hears of near numbers that are not it. Who has won takes no further part.

const won = new Counter('won');
const taken = new Counter('taken');
/** The pause between two rounds, in ms, on top of the server's own interval. */
const BREATH = 1_500;

const rounds = Array.from({ length: plan.rounds }, (_, round) => round);
const losers = rounds.reduce((sum, round) => sum + plan.people - round - 1, 0);

export const options = optionsOf({
  thresholds: {
    won: [`count==${plan.rounds}`],
    ...Object.fromEntries(rounds.map((round) => [`won{round:${round}}`, ['count==1']])),
    taken: [`count==${losers}`],
    'answer_ms{command:verifyPlate}': [`p(95)<${500 + plan.people * 3}`],
  },
  expected: ['coolingDown'],
  within: 60 + plan.people / 100 + plan.rounds * 12,
});

type Race = Gathered & { readonly plates: readonly string[]; readonly every: number };

export const setup = async (): Promise<Race> => {
  const gathered = gather();
  const scout = new Person({ number: plan.first, token: gathered.tokens[0] ?? '', url: plan.url });
  const { pool } = await scout.arrive();
  const plates = await freePlates(scout, pool.blocks[0]?.positions.length ?? 5, plan.rounds);
  const verifyFrom = scout.at('choosing').verifyFrom ?? 0;
  // The scout entered self-compose a moment ago: what is left of the interval, and what finding the numbers took.
  const every = Math.max(0, verifyFrom - scout.now) + BREATH;
  scout.leave();
  console.log(`${plan.people} people, ${plan.rounds} rounds, one every ${Math.round(every)} ms`);
  return { ...gathered, plates, every, startAt: gathered.startAt + every };
};

export default async (race: Race): Promise<void> => {
  await all(myPeople(race, ['coolingDown']), async (person) => {
    await person.arrive();
    const { triesLeft } = person.at('choosing');
    let lost = 0;
    for (const [round, plate] of race.plates.entries()) {
      const ready = await prepare(person);
      await person.until(race.startAt + round * race.every + (person.now - Date.now()));
      const reply = await verify(person, plate, ready);
      if (!reply.ok) throw new Error(`refused in round ${round}: ${reply.refusal.code}`);
      const { answer } = reply;
      promise(answer.plate === plate, `P1 asked for ${plate}, answered about ${answer.plate}`);
      if (answer.outcome === 'held') {
        won.add(1, { round: String(round) });
        await confirm(person, plate);
        break;
      }
      lost += 1;
      taken.add(1);
      promise(!answer.near.some((near) => near === plate), `COMP-6 ${plate} is taken, and named as free`);
    }
    await person.carryOut('readSelection', {});
    const { stage, triesLeft: left } = person.view;
    promise(
      left === (stage === 'confirming' ? 0 : triesLeft - lost),
      `P2 ${person.name} lost ${lost}, has ${left} tries`,
    );
  });
};

export const teardown = async (race: Race): Promise<void> => {
  const owned = (await audit(race)).flatMap(platesOf);
  check(owned, {
    'P1 each number raced for has one owner, and nobody has another': (plates) =>
      plates.toSorted().join() === race.plates.toSorted().join(),
  });
};
