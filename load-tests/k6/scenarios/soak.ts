import { check } from 'k6';
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { BLANK } from '../../../client/lib/pattern-feed.ts';
import { audit, platesOf } from '../audit.ts';
import { all, arriveBefore, type Gathered, gather, myPeople } from '../crowd.ts';
import { optionsOf, promise } from '../figures.ts';
import { MB, readResident } from '../memory.ts';
import { type Person, wait } from '../person.ts';
import { plan } from '../plan.ts';
import { pick, typeOut } from '../plates.ts';
import { draw, release } from '../steps.ts';

// Some hundreds come and go, type, draw, give up and let lapse, for as long as one likes. Quotas stay right, at the end
// every number is free again, and the server's memory, once it is warm, does not grow.

const residentMb = new Trend('resident_mb');
const rounds = new Counter('rounds');
const grown = new Trend('resident_grown_mb');
/** From the median of the second third of the readings to that of the last, in MB. */
const MAY_GROW = 24;
const READINGS = 45;

export const options = optionsOf({
  thresholds: {
    rounds: [`count>=${plan.people}`],
    resident_grown_mb: [`max<${MAY_GROW}`],
    answer_ms: [`p(95)<${1_000 + plan.people}`],
  },
  within: 120 + plan.seconds + plan.people / 100,
});

export const setup = gather;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const watchMemory = async (until: number): Promise<void> => {
  const every = Math.max(250, (plan.seconds * 1_000) / READINGS);
  const readings: number[] = [];
  for (; Date.now() < until; await wait(every)) {
    const mb = (await readResident()) / MB;
    residentMb.add(mb);
    readings.push(mb);
  }
  const third = Math.floor(readings.length / 3);
  const [warm, last] = [median(readings.slice(third, 2 * third)), median(readings.slice(2 * third))];
  console.log(`resident: ${warm.toFixed(0)} MB in the second third of the time, ${last.toFixed(0)} MB in the last`);
  grown.add(last - warm);
};

const drawOnce = async (person: Person): Promise<void> => {
  const before = person.view.drawsLeft;
  if (before === 0) return;
  await draw(person);
  promise(person.view.drawsLeft === before - 1, `P2 ${person.name} had ${before} draws, has ${person.view.drawsLeft}`);
};

const untilChoosing = async (person: Person): Promise<void> => {
  const end = Date.now() + 120_000;
  while (person.view.stage !== 'choosing' && Date.now() < end) await wait(100);
  person.at('choosing');
};

/** What a person does in a round, one of these by chance. */
const DEEDS: readonly ((person: Person, positions: number) => Promise<unknown>)[] = [
  async (person, positions) => {
    const { layout } = await person.carryOut('openKeyboard', {});
    await typeOut(person, layout, BLANK.repeat(positions));
  },
  async (person) => {
    await drawOnce(person);
    if (person.view.stage === 'picking') await release(person);
  },
  async (person) => {
    await drawOnce(person);
    await untilChoosing(person);
  },
  async (person) => {
    person.leave();
    await wait(Math.random() * 500);
    await person.arrive();
  },
];

export default async (gathered: Gathered): Promise<void> => {
  const until = gathered.startAt + plan.seconds * 1_000;
  const memory = exec.vu.idInTest === 1 ? watchMemory(until) : Promise.resolve();
  await all(myPeople(gathered), async (person) => {
    const { pool } = await arriveBefore(person, gathered);
    const positions = pool.blocks[0]?.positions.length ?? 5;
    while (Date.now() < until) {
      const began = Date.now();
      await pick(DEEDS)(person, positions);
      rounds.add(1);
      // A captcha a second is what one connection may have.
      await wait(1_100 - (Date.now() - began));
    }
  });
  await memory;
};

export const teardown = async (gathered: Gathered): Promise<void> => {
  const selections = await audit(gathered);
  check(selections, {
    'nobody has a number any more': (views) => views.flatMap(platesOf).length === 0,
  });
};
