import { faultsIn, type Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { SelectionState } from './selection-state.ts';

type Settings = LineOf<'pool'>['settings'];
type Quotas = { readonly tries: number; readonly draws: number };

/**
 * Counts tries and draws by the events alone, and holds the record that the same event carries against the count (P2):
 * a number that was taken costs a try, one that is held costs all of them, a draw costs a draw, and nothing else costs
 * anything. After a ban, or where one was lifted, a vehicle begins anew.
 */
export const checkQuotas = (
  event: LineOf<'event'>,
  selection: SelectionState,
  settings: Settings,
  report: Report,
): void => {
  if (event.state === undefined) return;
  const { triesLeft, drawsLeft } = event.state.record;
  const before = quotasBefore(event, selection, settings);
  const wrong = faultsIn(event, report);
  const expected = after(event.type, before);
  if (expected.tries < 0 || expected.draws < 0 || (event.type === 'plateHeld' && before.tries === 0))
    wrong('P2', `serves ${selection.id}, which had ${before.tries} tries and ${before.draws} draws left`);
  else if (triesLeft !== expected.tries || drawsLeft !== expected.draws) {
    const due = `${expected.tries} and ${expected.draws} are due`;
    wrong('P2', `leaves ${selection.id} ${triesLeft} tries and ${drawsLeft} draws where ${due}`);
  }
};

const quotasBefore = (event: LineOf<'event'>, { effects }: SelectionState, { tries, draws }: Settings): Quotas => {
  const record = effects.at(-1)?.record;
  if (record === undefined) return { tries, draws };
  const { bannedUntil = Infinity, collectBy = Infinity } = record;
  const begunAnew =
    event.type === 'selectionNoted' && event.state?.record.stage === 'choosing' && event.at >= collectBy;
  if (record.stage === 'reserved' && (event.at >= bannedUntil || begunAnew)) return { tries, draws };
  return { tries: record.triesLeft, draws: record.drawsLeft };
};

const after = (type: LineOf<'event'>['type'], { tries, draws }: Quotas): Quotas => {
  if (type === 'tryUsed') return { tries: tries - 1, draws };
  if (type === 'plateHeld') return { tries: 0, draws };
  if (type === 'platesDrawn') return { tries, draws: draws - 1 };
  return { tries, draws };
};
