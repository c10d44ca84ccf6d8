import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';
import { commandId, layoutId } from '../../ids.ts';
import { keyboardLayout } from '../../keyboard.ts';

export const openKeyboard = {
  kind: 'command',
  description:
    'Command: enter self-compose and get a keyboard. The first time starts the interval before *verify* (COMP-5). With a valid `layout` the same one comes back, so that a refresh keeps the typed characters; without it the layout is new.',
  request: z.strictObject({ id: commandId, layout: layoutId.optional() }),
  answer: z.object({ outcome: z.literal('opened'), layout: keyboardLayout }),
  refusals: ['signInRequired', 'wrongStage', 'noTriesLeft', 'layoutUnknown'],
} as const satisfies SelectCommand;
