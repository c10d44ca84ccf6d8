import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { Replay } from './replay.ts';

/** Holds a selection as a client shows it against the event that made its version (P9, P2). */
export const checkViewed = (viewed: LineOf<'viewed'>, replay: Replay, report: Report): void => {
  const { client, selection, version, stage, triesLeft, drawsLeft, plate, deadline } = viewed;
  const what = `client ${client} was shown version ${version} of ${selection}`;
  const shown = `${what} with ${triesLeft} tries and ${drawsLeft}`;
  const quotas = (due: { readonly triesLeft: number; readonly drawsLeft: number }): void => {
    if (due.triesLeft !== triesLeft || due.drawsLeft !== drawsLeft)
      report('P2', `${shown} draws, but it has ${due.triesLeft} and ${due.drawsLeft}`);
  };
  if (version === 0) {
    if (stage !== 'choosing') report('P9', `${what} as ${stage}, but it has not begun`);
    return quotas({ triesLeft: replay.settings.tries, drawsLeft: replay.settings.draws });
  }
  const record = replay.selections.get(selection)?.effects[version - 1]?.record;
  if (record === undefined) return report('P9', `${what}, which no event made`);
  // A lapsed record, or one whose ban is over, reads as choosing; one whose last day is over, as missed.
  const lapsed = stage === 'choosing' && (record.deadline !== undefined || record.stage === 'reserved');
  if (record.stage !== stage && !lapsed && !(stage === 'missed' && record.stage === 'reserved'))
    return report('P9', `${what} as ${stage}, but it is ${record.stage}`);
  if (!(lapsed && record.stage === 'reserved')) quotas(record);
  if (plate !== undefined && (lapsed || plate !== record.plate))
    report('P9', `${what} with ${plate}, but its number is ${lapsed ? 'gone' : record.plate}`);
  if (deadline !== undefined && (lapsed || deadline !== record.deadline))
    report('P9', `${what} with a countdown to ${deadline}, but it ends at ${record.deadline}`);
};
