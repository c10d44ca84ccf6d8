import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import { presentHold, type SelectionState } from './selection-state.ts';

type Event = LineOf<'event'>;
type Settings = LineOf<'pool'>['settings'];

/** How far, in ms, the clock that set a countdown may be from the store's. */
export const TOLERANCE = 1_000;

/** Holds an event against the deadlines that ran and the hours (P3, HOURS-2, COMP-5), and its own deadline against the settings. */
export const checkTimes = (event: Event, selection: SelectionState, settings: Settings, report: Report): void => {
  const what = `event ${event.offset} (${event.type}) of ${selection.id}`;
  const record = selection.effects.at(-1)?.record;
  const late = (deadline: number | undefined, whose: string): void => {
    if (deadline !== undefined && event.at >= deadline)
      report('P3', `${what} came ${event.at - deadline} ms after the end of ${whose}`);
  };
  const runsFor = (span: number): void => {
    const deadline = event.state?.hold?.deadline;
    if (deadline === undefined || Math.abs(deadline - event.at - span) > TOLERANCE)
      report('P3', `${what} sets a countdown of ${(deadline ?? event.at) - event.at} ms where ${span} are due`);
  };
  const hold = presentHold(selection);
  switch (event.type) {
    case 'plateHeld':
    case 'tryUsed':
      checkHours(event, what, settings, report);
      if (event.type === 'plateHeld') runsFor(settings.hold);
      if (record?.verifyFrom == null || event.at < record.verifyFrom)
        report('COMP-5', `${what} came before the interval between two verifications was over`);
      if (hold !== undefined && event.at < hold.deadline) report('P1', `${what} came while its hold was live`);
      return;
    case 'platesDrawn':
      checkHours(event, what, settings, report);
      runsFor(settings.drawHold);
      if (hold !== undefined && event.at < hold.deadline) report('P1', `${what} came while its hold was live`);
      return;
    case 'plateConfirmed':
      late(hold?.deadline, 'its hold');
      return runsFor(settings.confirm);
    case 'holdReleased':
      return late(hold?.deadline, 'its hold');
    case 'plateReserved':
      late(hold?.deadline, 'its countdown');
      if (record?.code?.entriesLeft === 0) report('SMS-2', `${what} came after the last wrong entry of its code`);
      return late(record?.code?.expiresAt, 'its code');
    case 'plateRegistered':
      return late(record?.collectBy, 'its last day');
    case 'collectionMissed':
      if (event.at < lastReserved(selection))
        report('P3', `${what} came ${lastReserved(selection) - event.at} ms before the end of its last day`);
      return;
    default:
  }
};

const checkHours = ({ at }: Event, what: string, { open }: Settings, report: Report): void => {
  if (open != null && !open.some(({ from, until }) => from <= at && at < until))
    report('P3', `${what} came outside the hours`);
};

/** By when a selection's reserved number must be collected; the record may have moved on since. */
const lastReserved = ({ effects }: SelectionState): number =>
  effects.findLast(({ type }) => type === 'plateReserved')?.record.collectBy ?? 0;
