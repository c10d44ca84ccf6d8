import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { blockId, commandId } from '../../ids.ts';

export const unscheduleBlock = {
  kind: 'command',
  role: 'manager',
  description: 'Command: forget a scheduled block.',
  request: z.strictObject({ id: commandId, block: blockId }),
  answer: z.object({ outcome: z.literal('unscheduled'), block: blockId }),
  refusals: ['blockUnknown'],
} as const satisfies DeskCommand;
