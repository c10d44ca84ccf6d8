import { check } from 'k6';
import http from 'k6/http';
import type { SelectionsView } from '../../protocol/http/selections.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { Gathered } from './crowd.ts';
import { deskTally } from './desk-tally.ts';
import { wait } from './person.ts';
import { plan } from './plan.ts';
import { poolFigures } from './pool-figures.ts';

const AT_ONCE = 500;
/** The figures of `/healthz` follow within half a second; a busy node may need longer. */
const TIMEOUT_MS = 15_000;

/** For `teardown`: everyone's selection, as the server has it. */
export const allSelections = ({ tokens }: Gathered): SelectionView[] => {
  const found: SelectionView[] = [];
  for (let i = 0; i < tokens.length; i += AT_ONCE) {
    const requests = tokens.slice(i, i + AT_ONCE).map((token) => {
      const params = { headers: { authorization: `Bearer ${token}` }, tags: { name: '/api/selections' } };
      return ['GET', `${plan.url}/api/selections`, null, params] as const;
    });
    for (const { status, body } of http.batch(requests)) {
      if (status !== 200) throw new Error(`GET /api/selections: ${status}`);
      found.push(...(JSON.parse(body ?? '') as SelectionsView).selections);
    }
  }
  return found;
};

/** The numbers that a selection has. */
export const platesOf = (view: SelectionView): readonly string[] => {
  if (view.stage === 'picking') return view.plates;
  return view.stage === 'choosing' || view.stage === 'missed' ? [] : [view.plate];
};

/**
 * For `teardown`: checks that no number has two owners, and that the numbers missing from the free ones are exactly those
 * of these people. The pool must have been theirs alone meanwhile.
 */
export const audit = async (gathered: Gathered): Promise<SelectionView[]> => {
  const selections = allSelections(gathered);
  const owned = selections.flatMap(platesOf);
  const { before } = gathered;
  const end = Date.now() + TIMEOUT_MS;
  let after = poolFigures();
  while (before.free - after.free !== owned.length && Date.now() < end) {
    await wait(250);
    after = poolFigures();
  }
  console.log(`${before.total} numbers: ${before.free} were free, ${after.free} are, ${owned.length} have been given`);
  check(null, {
    'P1 no number has two owners': () => new Set(owned).size === owned.length,
    'P6 free before = free now + what everyone has': () => before.free === after.free + owned.length,
    'the pool has as many numbers as before': () => before.total === after.total,
  });
  const tally = await deskTally();
  if (tally === null) {
    console.log("the desk's counters are not looked at: there is no demo desk");
    return selections;
  }
  const { opened, free, held, reserved, registered, withheld } = tally;
  console.log(
    `the desk: ${free} free + ${held} held + ${reserved} reserved + ${registered} registered + ${withheld} withheld of ${opened}`,
  );
  check(null, {
    "POOL-4 the desk's counters add up to the pool": () =>
      opened === free + held + reserved + registered + withheld && opened === after.total,
    'the desk counts as many free numbers as /healthz': () => free === after.free,
  });
  return selections;
};
