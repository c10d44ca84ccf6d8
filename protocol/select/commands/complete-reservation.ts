import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';
import { smsCode } from '../../http/code-state.ts';
import { commandId, holdToken, selectionVersion } from '../../ids.ts';
import { serial } from '../../plate.ts';

export const completeReservation = {
  kind: 'command',
  description:
    'Command: enter the code; if it is right the number is reserved (SMS-1). A wrong one uses up an entry, no more.',
  request: z.strictObject({
    id: commandId,
    version: selectionVersion,
    token: holdToken,
    code: smsCode,
  }),
  answer: z.object({ outcome: z.literal('reserved'), plate: serial }),
  refusals: ['signInRequired', 'wrongStage', 'holdNotYours', 'holdLapsed', 'codeNotRequested', 'codeWrong', 'codeDead'],
} as const satisfies SelectCommand;
