import type { Report } from './fault.ts';
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
export const checkNoticed = (
  { offset, type, at, selection }: Event,
  due: number,
  replay: Replay,
  report: Report,
): void => {
  if (at > noticedBy(due, replay))
    report('P3', `event ${offset} (${type}) of ${selection} came ${at - due} ms after the end that it notices`);
};

/**
 * A number with a delay comes back neither before the shortest nor long after the longest delay (POOL-5). Both instants
 * are the store's, so setting its clock makes no return early.
 */
export const checkReturned = ({ offset, type, at, freed }: Event, replay: Replay, report: Report): void => {
  const { returnAfter = 0, returnWithin = Infinity } = replay.settings;
  for (const address of freed) {
    const { since } = replay.numbers.owners.get(address) ?? {};
    if (since === undefined) continue;
    const what = `event ${offset} (${type}) brings ${replay.numbers.plate(address)} back ${at - since} ms after it was given back`;
    if (at - since < returnAfter) report('POOL-5', `${what}, where ${returnAfter} are the least`);
    else if (at > noticedBy(since + returnWithin, replay))
      report('POOL-5', `${what}, where ${returnWithin} are the most`);
  }
};

/** Where every delay has a minimum, a lapsed or returned number is not free at once; an unconfirmed one of a draw may be (DRAW-3). */
export const checkAtOnce = ({ offset, type, freed }: Event, { returnAfter = 0 }: Settings, report: Report): void => {
  if (returnAfter > 0 && freed.length > 0 && type !== 'plateConfirmed')
    report(
      'POOL-5',
      `event ${offset} (${type}) frees ${freed.length} numbers at once, where ${returnAfter} ms are the least`,
    );
};

/** In the end nothing is left that was over long before: no hold, no reservation, no number on its way back. */
export const checkEnded = (now: number, replay: Replay, report: Report): void => {
  const late = (due: number): boolean => {
    const { noticeWithin = replay.isSteady ? NOTICED : null } = replay.settings;
    return noticeWithin !== null && now > due + noticeWithin;
  };
  for (const { id, holds, reserved, effects } of replay.selections.values()) {
    for (const { numbers, deadline } of holds.values())
      if (late(deadline))
        report(
          'P3',
          `${id} holds ${numbers.map((each) => replay.numbers.plate(each)).join(' ')} in the end, ${now - deadline} ms after its deadline`,
        );
    const { collectBy = Infinity } = effects.findLast(({ type }) => type === 'plateReserved')?.record ?? {};
    if (reserved !== undefined && late(collectBy))
      report(
        'DONE-4',
        `${id} has ${replay.numbers.plate(reserved)} reserved in the end, ${now - collectBy} ms after its last day`,
      );
  }
  const { returnWithin = Infinity } = replay.settings;
  for (const [address, { since = Infinity }] of replay.numbers.owners)
    if (late(since + returnWithin))
      report(
        'POOL-5',
        `${replay.numbers.plate(address)} is not back in the end, ${now - since} ms after it was given back`,
      );
};
