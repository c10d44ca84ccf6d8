import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';
import { smsCode } from '../../http/code-state.ts';
import { commandId, holdToken, selectionVersion } from '../../ids.ts';
import { serial } from '../../plate.ts';

export const completeReservation = {
  kind: 'command',
  description: 'Command: enter the code; the right one reserves the number (SMS-1). A wrong one only uses up an entry.',
  request: z.strictObject({
    id: commandId,
    version: selectionVersion,
    token: holdToken,
    code: smsCode,
  }),
  answer: z.object({ outcome: z.literal('reserved'), plate: serial }),
  refusals: ['signInRequired', 'wrongStage', 'holdNotYours', 'holdLapsed', 'codeNotRequested', 'codeWrong', 'codeDead'],
} as const satisfies SelectCommand;
