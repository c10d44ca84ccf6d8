import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { audit, platesOf } from '../audit.ts';
import { all, arriveBefore, type Gathered, gather, myPeople } from '../crowd.ts';
import { optionsOf, promise } from '../figures.ts';
import { type Person, Refused, wait } from '../person.ts';
import { plan } from '../plan.ts';
import { draw, release } from '../steps.ts';

// Everyone draws, gives up what was drawn and draws again until one draw is left. Then all draw at once and keep it,
// and where they are enough for that, the pool is sold out to the last number. Every 50th uses up all draws instead,
// and is refused the next one.

const draws = new Counter('draws');
const noneFree = new Counter('none_free');
const exhausted = new Counter('quota_exhausted');
const EXPECTED = ['noneFree', 'noDrawsLeft'] as const;
/** A captcha a second, six at once. */
const DRAW_INTERVAL_MS = 1_100;
const LAST_TRIES = 6;
const BECOMES_EXHAUSTED = 50;
const isExhaustive = ({ number }: Person): boolean => (number - plan.first) % BECOMES_EXHAUSTED === 0;
const exhaustive = Math.ceil(plan.people / BECOMES_EXHAUSTED);

export const options = optionsOf({
  thresholds: {
    quota_exhausted: [`count==${exhaustive}`],
    'refusals{code:noDrawsLeft}': [`count==${exhaustive}`],
    'answer_ms{command:drawPlates}': [`p(95)<${1_000 + plan.people * 2}`],
  },
  expected: ['noneFree'],
  within: 120 + plan.people / 20,
});

export const setup = gather;

/** The owner of each number that this group's people hold, from the answer until they give it up. */
const owners = new Map<string, string>();

/** Draws, and checks the quota and the owners of the numbers; false where nothing was free. */
const drawChecked = async (person: Person): Promise<boolean> => {
  const before = person.view.drawsLeft;
  const plates = await draw(person).catch((error: unknown) => {
    if (error instanceof Refused && error.code === 'noneFree') return null;
    throw error;
  });
  const after = person.view.drawsLeft;
  if (plates === null) {
    noneFree.add(1);
    promise(after === before, `DRAW-2 ${person.name} drew nothing and paid: ${before} draws, then ${after}`);
    return false;
  }
  draws.add(1);
  promise(after === before - 1, `DRAW-1 ${person.name} had ${before} draws and has ${after}`);
  promise(new Set(plates).size === plates.length && plates.length > 0, `DRAW-2 drawn: ${plates.join()}`);
  for (const plate of plates) {
    const owner = owners.get(plate);
    promise(owner === undefined, `P1 ${plate} was given to ${person.name}, and is ${owner}'s`);
    owners.set(plate, person.name);
  }
  return true;
};

const giveUp = async (person: Person): Promise<void> => {
  for (const plate of person.at('picking').plates) owners.delete(plate);
  await release(person);
};

/** Draws and gives up until so many draws are left; where no number is free, it tries again a second later. */
const use = async (person: Person, left: number): Promise<void> => {
  while (person.view.drawsLeft > left) {
    const began = Date.now();
    if (await drawChecked(person)) await giveUp(person);
    await wait(DRAW_INTERVAL_MS - (Date.now() - began));
  }
};

export default async (gathered: Gathered): Promise<void> => {
  const people = myPeople(gathered, EXPECTED);
  const underWay = new Set(people.filter((person) => !isExhaustive(person)));
  await all(people, async (person) => {
    await arriveBefore(person, gathered);
    await wait(Math.random() * DRAW_INTERVAL_MS);
    if (isExhaustive(person)) {
      await use(person, 0);
      const refused = await draw(person).then(
        () => 'drawn',
        (error: unknown) => (error instanceof Refused ? error.code : String(error)),
      );
      promise(refused === 'noDrawsLeft', `P2 ${person.name} has no draws left, and was answered ${refused}`);
      exhausted.add(1);
      return;
    }
    await use(person, 1).finally(() => underWay.delete(person));
    while (underWay.size > 0) await wait(100);
    // Other groups may still hold numbers for a moment: these come back.
    for (let tries = 0; tries < LAST_TRIES && !(await drawChecked(person)); tries += 1) await wait(DRAW_INTERVAL_MS);
  });
};

export const teardown = async (gathered: Gathered): Promise<void> => {
  const selections = await audit(gathered);
  const drawn = selections.flatMap(platesOf).length;
  const most = Math.max(...selections.map((view) => platesOf(view).length));
  const wantMore = (plan.people - exhaustive) * most >= gathered.before.free;
  check(null, {
    'DRAW-2 all who are left without have come to a pool that is sold out': () =>
      !wantMore || drawn === gathered.before.free,
    'somebody has drawn': () => drawn > 0,
  });
  console.log(
    wantMore
      ? `sold out: ${drawn} of ${gathered.before.free} were drawn`
      : `${drawn} were drawn; not enough people to sell out`,
  );
};
