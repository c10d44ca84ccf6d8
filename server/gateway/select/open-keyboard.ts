import { issueLayout, readLayout } from '../../checks/keyboard.ts';
import { ok, refused } from '../../selection/result.ts';
import type { Selections } from '../../selection/selections.ts';
import type { SelectHandler } from './handler.ts';
import { type KeyboardParts, momentOf } from './keyboards.ts';

type Parts = KeyboardParts & { readonly selections: Pick<Selections, 'enterCompose'> };

export const openKeyboard =
  (parts: Parts): SelectHandler<'openKeyboard'> =>
  async ({ layout }, call) => {
    const moment = momentOf(parts, call);
    const known = layout === undefined ? undefined : readLayout({ ...moment, layout });
    const offered = known ?? issueLayout(moment);
    const entered = await parts.selections.enterCompose(call.command, offered.id);
    if (!entered.ok) return entered;
    // A repeated command gets the layout of the first time.
    const { layout: given } = entered.answer;
    const keyboard = given === offered.id ? offered : readLayout({ ...moment, layout: given });
    call.caller.keyboard = keyboard;
    return keyboard === undefined ? refused('layoutUnknown') : ok({ outcome: 'opened', layout: keyboard.view });
  };
