import { checkCode } from './codes.ts';
import type { Report } from './fault.ts';
import type { LineOf, RecordFacts } from './format.ts';
import type { Numbers } from './numbers.ts';
import { presentHold, type SelectionState, sameNumbers } from './selection-state.ts';
import { checkStage, stageAt } from './stages.ts';
import { TOLERANCE } from './times.ts';

type Event = LineOf<'event'>;
type Settings = LineOf<'pool'>['settings'];
/** An event with its selection's state after it and before it. */
type Change = {
  readonly event: Event;
  readonly record: RecordFacts;
  readonly hold: NonNullable<Event['state']>['hold'];
  readonly selection: SelectionState;
  readonly last: RecordFacts | undefined;
  /** How a sentence about it begins. */
  readonly what: string;
};

/**
 * Holds an event's record against the state before it: the stage, the number (which is the one that is held), the
 * countdown, the interval between verifications, and the code.
 */
export const checkRecord = (
  event: Event,
  selection: SelectionState,
  numbers: Numbers,
  { settings, clock }: Pick<LineOf<'pool'>, 'settings' | 'clock'>,
  report: Report,
): void => {
  if (event.state === undefined) return;
  const { record, hold } = event.state;
  const last = selection.effects.at(-1)?.record;
  const what = `event ${event.offset} (${event.type}) of ${selection.id}`;
  const change: Change = { event, record, hold, selection, last, what };
  checkStage(event, selection, report);
  // Where the clock went back after a hold had lapsed, its record reads as live once more, and holds nothing.
  const isHollow = clock === 'moved' && event.type === 'selectionNoted' && presentHold(selection) === undefined;
  if (!isHollow || hold !== null) {
    checkPlate(change, numbers, report);
    checkHold(change, report);
  }
  checkInterval(change, settings, report);
  if (record.stage === 'confirming') checkCode(event, record, last, settings, report);
  const { collectBy = Number.NEGATIVE_INFINITY } = record;
  if (record.stage === 'reserved' && collectBy <= event.at)
    report('DONE-1', `${what} gives no time in which the number could be collected`);
  if (event.type === 'plateReserved') checkTerms(change, settings, report);
};

/** The number that a record names is the one that its selection holds, or has reserved (P4). */
const checkPlate = ({ record: { stage, plate }, hold, selection, what }: Change, numbers: Numbers, report: Report) => {
  if (stage === 'choosing' || stage === 'picking') {
    if (plate !== undefined) report('P4', `${what} names ${plate} at the stage ${stage}, which has no number`);
    return;
  }
  const reserved = stage === 'registered' ? selection.reserved : presentHold(selection)?.numbers[0];
  const address = stage === 'holding' || stage === 'confirming' ? hold?.numbers[0] : reserved;
  const due = address === undefined ? 'no number' : numbers.plate(address);
  if (plate !== due) report('P4', `${what} names ${plate ?? 'no number'} where ${due} is its own`);
};

/** A number is collected within the authority's days, its last one whole, and missing it leads to a ban (DONE-1, DONE-4). */
const checkTerms = ({ event, record, what }: Change, { collection }: Settings, report: Report): void => {
  if (collection === undefined) return;
  const { collectBy = event.at, bannedUntil = collectBy, lastDay } = record;
  const { least, most, ban, timeZone } = collection;
  const time = collectBy - event.at;
  if (time < least - TOLERANCE || time > most + TOLERANCE)
    report('DONE-1', `${what} gives ${time} ms in which the number can be collected, not ${least} to ${most}`);
  if (bannedUntil - collectBy < ban)
    report('DONE-4', `${what} bans for ${bannedUntil - collectBy} ms after the last day, not ${ban}`);
  const [last, next] = [collectBy - 1, collectBy].map((at) => dayOf(at, timeZone));
  if (lastDay !== undefined && (last !== lastDay || next === lastDay))
    report('DONE-1', `${what} names ${lastDay} as its last day, but ends ${next === last ? 'within' : 'with'} ${last}`);
};

const formats = new Map<string, Intl.DateTimeFormat>();
/** The day that it is at an instant, such as `2026-11-28`. */
const dayOf = (at: number, timeZone: string): string => {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  formats.set(timeZone, format);
  return format.format(at);
};

/** A countdown is the same in the record and in the hold, and an event that changes no number leaves it as it was. */
const checkHold = ({ event, record, hold, selection, what }: Change, report: Report): void => {
  const runs = record.stage === 'holding' || record.stage === 'picking' || record.stage === 'confirming';
  if (runs && (hold === null || record.deadline !== hold.deadline)) {
    const kept = hold === null ? 'nothing' : `a hold until ${hold.deadline}`;
    report('P3', `${what} says that its countdown ends at ${record.deadline}, and keeps ${kept}`);
  }
  const own = presentHold(selection);
  if (event.type === 'selectionNoted' && (hold !== null || runs)) {
    const same = own?.token === hold?.token && own?.deadline === hold?.deadline;
    if (!same || !sameNumbers(own?.numbers ?? [], hold?.numbers ?? []))
      report('P6', `${what} changes the hold, which it may not`);
  }
  // A note that is written before a due hold has lapsed names that hold.
  const isDue = event.type === 'selectionNoted' && hold !== null && hold.deadline <= event.at;
  if (!runs && hold !== null && !isDue) report('P6', `${what} keeps a hold at the stage ${record.stage}`);
};

/** The interval begins when the keyboard is opened first, and with each verification; nothing else moves it (COMP-5). */
const checkInterval = ({ event, record, last, what }: Change, settings: Settings, report: Report): void => {
  const { verifyFrom } = record;
  const before = stageAt(last, event.at);
  const isFresh = last === undefined || (last.stage === 'reserved' && before === 'choosing');
  const known = isFresh ? null : last.verifyFrom;
  const opens = event.type === 'selectionNoted' && record.stage === 'choosing' && known === null;
  if (event.type === 'plateHeld' || event.type === 'tryUsed' || (opens && before === 'choosing')) {
    if (verifyFrom === null || Math.abs(verifyFrom - event.at - settings.verifyInterval) > TOLERANCE)
      report(
        'COMP-5',
        `${what} lets the next verification begin after ${(verifyFrom ?? event.at) - event.at} ms where ${settings.verifyInterval} are due`,
      );
    return;
  }
  const due = before === 'missed' && record.stage === 'choosing' ? null : known;
  if (verifyFrom !== due) report('COMP-5', `${what} moves the next verification from ${due} to ${verifyFrom}`);
};
