import type { Report } from './fault.ts';
import type { LineOf, RecordFacts } from './format.ts';
import type { SelectionState } from './selection-state.ts';

type Event = LineOf<'event'>;
export type Stage = RecordFacts['stage'] | 'missed';

/** The stages that each kind of event leads from, and to (FLOW-2). */
const WAYS: Partial<Readonly<Record<Event['type'], readonly (readonly [from: Stage, to: Stage])[]>>> = {
  plateHeld: [['choosing', 'holding']],
  tryUsed: [['choosing', 'choosing']],
  platesDrawn: [['choosing', 'picking']],
  plateConfirmed: [
    ['holding', 'confirming'],
    ['picking', 'confirming'],
  ],
  holdReleased: [
    ['holding', 'choosing'],
    ['picking', 'choosing'],
  ],
  plateReserved: [['confirming', 'reserved']],
  plateRegistered: [['reserved', 'registered']],
  selectionNoted: [
    ['choosing', 'choosing'],
    ['missed', 'choosing'],
    ['confirming', 'confirming'],
  ],
};

/** The stage that a record reads as at an instant: a countdown that is over no longer counts, and a ban ends by itself. */
export const stageAt = (record: RecordFacts | undefined, at: number): Stage => {
  if (record === undefined) return 'choosing';
  const { stage, deadline = Infinity, collectBy = Infinity, bannedUntil = Infinity } = record;
  if (stage === 'reserved') {
    if (at >= bannedUntil) return 'choosing';
    return at >= collectBy ? 'missed' : 'reserved';
  }
  return at >= deadline ? 'choosing' : stage;
};

/** Holds an event against the allowed ways (FLOW-2, ELIG-3). */
export const checkStage = (event: Event, { id, effects }: SelectionState, report: Report): void => {
  if (event.state === undefined) return;
  const { stage: to } = event.state.record;
  const last = effects.at(-1)?.record;
  const from = stageAt(last, event.at);
  const ways = WAYS[event.type] ?? [];
  // An event after the end of its countdown is reported as that (P3).
  const starts = (stage: Stage): boolean => stage === from || (last?.deadline !== undefined && stage === last.stage);
  if (!ways.some(([start, end]) => end === to && starts(start)))
    report('FLOW-2', `event ${event.offset} (${event.type}) leads ${id} from ${from} to ${to}, which is no way`);
};
