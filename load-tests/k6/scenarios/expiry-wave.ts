import { check } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import { audit, platesOf } from '../audit.ts';
import { all, arriveBefore, type Gathered, gather, myPeople } from '../crowd.ts';
import { optionsOf, promise } from '../figures.ts';
import { Refused } from '../person.ts';
import { plan } from '../plan.ts';
import { draw } from '../steps.ts';

// Everyone draws at once, does nothing more, and is told of the lapse by the server: never before the deadline, and
// soon after it (P3). What lapsed cannot be confirmed any more, and every number is free again.

const lapsed = new Counter('lapsed');
/** From the deadline to the push that tells of the lapse, both by the server's clock. */
const latenessMs = new Trend('lapse_lateness_ms', true);
const EXPECTED = ['wrongStage', 'staleVersion', 'holdLapsed', 'holdNotYours'] as const;
/** How long to wait for that push after a deadline, in ms. */
const TIMEOUT_MS = 30_000;

export const options = optionsOf({
  thresholds: {
    lapsed: [`count==${plan.people}`],
    lapse_lateness_ms: ['p(99)<2000', 'max<5000'],
  },
  expected: EXPECTED,
  within: 200 + plan.people / 20,
});

export const setup = gather;

export default async (gathered: Gathered): Promise<void> => {
  await all(myPeople(gathered, EXPECTED), async (person) => {
    await arriveBefore(person, gathered);
    const [plate = ''] = await draw(person);
    const { token, deadline } = person.at('picking');
    const pushedAt = await new Promise<number>((resolve, reject) => {
      const silent = () => reject(new Error(`no push told of the lapse at ${deadline}`));
      const late = setTimeout(silent, deadline - person.now + TIMEOUT_MS);
      person.on.selectionChanged = ({ now, selection }) => {
        if (selection.stage !== 'choosing') return;
        clearTimeout(late);
        resolve(now);
      };
    });
    latenessMs.add(pushedAt - deadline);
    promise(pushedAt >= deadline, `P3 ${person.name} lapsed ${deadline - pushedAt} ms before the deadline`);
    lapsed.add(1);
    const { version } = person.view;
    const confirmed = await person.carryOut('confirmPlate', { version, token, plate }).then(
      () => 'confirmed',
      (error: unknown) => (error instanceof Refused ? 'refused' : String(error)),
    );
    promise(
      confirmed === 'refused',
      `P3 ${person.name} asked for ${plate} after the deadline, and it was ${confirmed}`,
    );
  });
};

export const teardown = async (gathered: Gathered): Promise<void> => {
  const selections = await audit(gathered);
  check(selections, { 'nobody has a number any more': (views) => views.flatMap(platesOf).length === 0 });
};
