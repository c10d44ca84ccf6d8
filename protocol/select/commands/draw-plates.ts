import { z } from 'zod';
import { captchaAnswer } from '../../captcha.ts';
import type { SelectCommand } from '../../command.ts';
import { commandId, selectionVersion } from '../../ids.ts';
import { serial } from '../../plate.ts';

export const drawPlates = {
  kind: 'command',
  description: "Command: draw up to five free numbers, held for this selection until the hold's deadline (DRAW-2).",
  request: z.strictObject({ id: commandId, version: selectionVersion, captcha: captchaAnswer }),
  answer: z.object({ outcome: z.literal('drawn'), plates: z.array(serial) }),
  refusals: [
    'signInRequired',
    'wrongStage',
    'noDrawsLeft',
    'poolClosed',
    'banned',
    'captchaWrong',
    'captchaSpent',
    'noneFree',
  ],
} as const satisfies SelectCommand;
