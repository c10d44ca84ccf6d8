import { faultsIn, type Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { Replay } from './replay.ts';

type Event = LineOf<'event'>;
type Settings = LineOf<'pool'>['settings'];

/** How late an end may be noticed, in ms, where a history does not say: alarms are early or late, and nodes restart. */
const NOTICED = 120_000;

/** The latest instant at which an end may be noticed; no limit where all nodes may be down, or the clock was set. */
const noticedBy = (due: number, { settings: { noticeWithin = NOTICED }, isSteady }: Replay): number =>
  noticeWithin === null || !isSteady ? Infinity : due + noticeWithin;

/** A hold or reservation that is over ends soon, if nobody has ended it before (P3, DONE-4). */
export const checkNoticed = (event: Event, due: number, replay: Replay, report: Report): void => {
  if (event.at > noticedBy(due, replay))
    faultsIn(event, report)('P3', `of ${event.selection} came ${event.at - due} ms after the end that it notices`);
};

/**
 * A number with a delay comes back neither before the shortest nor long after the longest delay (POOL-5). Both instants
 * are the store's, so setting its clock makes no return early.
 */
export const checkReturned = (event: Event, replay: Replay, report: Report): void => {
  const { returnAfter = 0, returnWithin = Infinity } = replay.settings;
  const wrong = faultsIn(event, report);
  for (const address of event.freed) {
    const { since } = replay.numbers.owners.get(address) ?? {};
    if (since === undefined) continue;
    const away = event.at - since;
    const what = `brings ${replay.numbers.plate(address)} back ${away} ms after it was given back`;
    if (away < returnAfter) wrong('POOL-5', `${what}, where ${returnAfter} are the least`);
    else if (event.at > noticedBy(since + returnWithin, replay))
      wrong('POOL-5', `${what}, where ${returnWithin} are the most`);
  }
};

/** Where every delay has a minimum, a lapsed or returned number is not free at once; an unconfirmed one of a draw may be (DRAW-3). */
export const checkAtOnce = (event: Event, { returnAfter = 0 }: Settings, report: Report): void => {
  const { freed, type } = event;
  if (returnAfter > 0 && freed.length > 0 && type !== 'plateConfirmed')
    faultsIn(event, report)('POOL-5', `frees ${freed.length} numbers at once, where ${returnAfter} ms are the least`);
};

/** In the end nothing is left that was over long before: no hold, no reservation, no number on its way back. */
export const checkEnded = (now: number, replay: Replay, report: Report): void => {
  const late = (due: number): boolean => {
    const { noticeWithin = replay.isSteady ? NOTICED : null } = replay.settings;
    return noticeWithin !== null && now > due + noticeWithin;
  };
  const plate = (address: number): string => replay.numbers.plate(address);
  for (const { id, holds, reserved, effects } of replay.selections.values()) {
    for (const { numbers, deadline } of holds.values()) {
      const held = `${id} holds ${numbers.map(plate).join(' ')} in the end`;
      if (late(deadline)) report('P3', `${held}, ${now - deadline} ms after its deadline`);
    }
    const { collectBy = Infinity } = effects.findLast(({ type }) => type === 'plateReserved')?.record ?? {};
    if (reserved !== undefined && late(collectBy))
      report('DONE-4', `${id} has ${plate(reserved)} reserved in the end, ${now - collectBy} ms after its last day`);
  }
  const { returnWithin = Infinity } = replay.settings;
  for (const [address, { since = Infinity }] of replay.numbers.owners)
    if (late(since + returnWithin))
      report('POOL-5', `${plate(address)} is not back in the end, ${now - since} ms after it was given back`);
};
