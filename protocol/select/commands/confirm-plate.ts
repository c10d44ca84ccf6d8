import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';
import { commandId, holdToken, selectionVersion } from '../../ids.ts';
import { serial } from '../../plate.ts';

export const confirmPlate = {
  kind: 'command',
  description:
    'Command: confirm the held number, or one of the drawn ones, and go on to the SMS code. There is no way back (FLOW-2).',
  request: z.strictObject({ id: commandId, version: selectionVersion, token: holdToken, plate: serial }),
  answer: z.object({ outcome: z.literal('confirmed'), plate: serial }),
  refusals: ['signInRequired', 'wrongStage', 'holdNotYours', 'holdLapsed', 'plateNotInHold'],
} as const satisfies SelectCommand;
