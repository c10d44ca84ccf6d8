import type { KeyBudget } from '../../limits/key-budget.ts';
import type { PatternTopics } from '../../push/pattern-topics.ts';
import { readAt } from '../../selection/reading.ts';
import { ok, refused } from '../../selection/result.ts';
import type { SelectHandler } from './handler.ts';
import { type KeyboardParts, keyboardAt } from './keyboards.ts';

type Parts = KeyboardParts & {
  readonly keys: Pick<KeyBudget, 'spend'>;
  readonly positions: () => number;
  readonly patterns: Pick<PatternTopics, 'show'>;
};

export const typePattern =
  ({ settings, keyboardKey: key, keys: budget, positions, patterns }: Parts): SelectHandler<'typePattern'> =>
  ({ layout, keys }, { caller, now }) => {
    const { selection } = caller.vehicle;
    const { record } = readAt(caller.present.record, now, settings);
    if (record.stage !== 'choosing') return refused('wrongStage');
    const keyboard = keyboardAt(caller, layout, { key, selection, round: record.round, now });
    if (keyboard === undefined) return refused('layoutUnknown');
    const pattern = keyboard.decode(keys, positions());
    if (pattern === 'keyUnknown') return refused('keyUnknown');
    const notBefore = budget.spend(selection, now);
    if (notBefore !== null) return refused('tooManyRequests', { notBefore });
    return ok(patterns.show(caller.socket, pattern));
  };
