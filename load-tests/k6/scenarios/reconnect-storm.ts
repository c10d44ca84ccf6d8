import { check } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import type { Goodbye } from '../../../protocol/select/pushes/goodbye.ts';
import type { SelectionView } from '../../../protocol/selection-view.ts';
import { audit, platesOf } from '../audit.ts';
import { all, arriveByChance, type Gathered, gather, myPeople } from '../crowd.ts';
import { optionsOf, promise } from '../figures.ts';
import { type Person, wait } from '../person.ts';
import { plan } from '../plan.ts';
import { draw, release } from '../steps.ts';

// Everyone is connected, every tenth with numbers drawn, and all connections end at one instant: our own server is
// killed and started again, at another's everyone hangs up. They come back as docs/clients.md says, and each finds the
// selection exactly as it was (FLOW-4, SAFE-2). Nobody is left behind, and what is asked then is answered.

const cut = new Counter('cut');
const back = new Counter('back');
const backMs = new Trend('back_ms', true);
const EXPECTED = ['shuttingDown', 'outcomeUnknown'] as const;
/** How long after the cut a person may still be away, in s. */
const TIMEOUT_S = 60;
/** How long everyone may take to connect until the connections are cut, in ms. */
const UNTIL_CUT = 60_000 + plan.people * 5;

export const options = optionsOf({
  thresholds: {
    cut: [`count==${plan.people}`],
    back: [`count==${plan.people}`],
    back_ms: [`max<${TIMEOUT_S * 1_000}`],
  },
  expected: EXPECTED,
  within: 60 + UNTIL_CUT / 1_000 + TIMEOUT_S,
});

export const setup = gather;

/** Resolves when the connection ends, to how long to stay away, in ms. */
const untilCut = (person: Person): Promise<number> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the connection was never cut')), UNTIL_CUT);
    let away = 0;
    person.on.goodbye = ({ comeBack, afterMs }: Goodbye) => {
      away = comeBack ? afterMs + Math.random() * 2_000 : Number.POSITIVE_INFINITY;
    };
    person.onCut = () => {
      clearTimeout(late);
      resolve(away);
    };
  });

const draws = (n: number): boolean => n % 10 === 0;
const releases = (n: number): boolean => n % 20 === 0;

/** A view as text, its fields in one order: it must be the same after the return. */
const shown = (view: SelectionView): string => JSON.stringify(view, Object.keys(view).toSorted());

export default async (gathered: Gathered): Promise<void> => {
  await all(myPeople(gathered, EXPECTED), async (person) => {
    await arriveByChance(person);
    if (draws(person.number)) await draw(person);
    const before = shown(person.view);
    const ended = untilCut(person);
    if (!plan.restarts) {
      await wait(gathered.startAt + 2_000 - Date.now());
      person.hangUp();
    }
    const away = await ended;
    const cutAt = Date.now();
    cut.add(1);
    await wait(away === 0 ? 250 + Math.random() * 250 : away);
    await person.arrive();
    back.add(1);
    backMs.add(Date.now() - cutAt);
    const after = shown(person.view);
    promise(after === before, `FLOW-4 ${person.name} had ${before} and has ${after}`);
    await person.carryOut('readPool', {});
    // Half of those who drew give their numbers up, which shows that commands work too.
    if (releases(person.number)) await release(person);
  });
};

export const teardown = async (gathered: Gathered): Promise<void> => {
  const selections = await audit(gathered);
  const keeps = (i: number): boolean => draws(plan.first + i) && !releases(plan.first + i);
  check(selections, {
    'those who kept their numbers have them, and nobody else has any': (views) =>
      views.every((view, i) => platesOf(view).length > 0 === keeps(i)),
  });
};
