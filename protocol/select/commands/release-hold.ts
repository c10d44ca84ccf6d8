import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';
import { commandId, holdToken, selectionVersion } from '../../ids.ts';

export const releaseHold = {
  kind: 'command',
  description:
    'Command: give up the held numbers, before confirming. Giving up a composed number ends self-compose (COMP-7).',
  request: z.strictObject({ id: commandId, version: selectionVersion, token: holdToken }),
  answer: z.object({ outcome: z.literal('released') }),
  refusals: ['signInRequired', 'wrongStage', 'holdNotYours', 'holdLapsed'],
} as const satisfies SelectCommand;
