import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { letterId } from './list-dead-letters.ts';

export const resendMessage = {
  kind: 'command',
  role: 'manager',
  description: 'Command: try a dead letter again, as if it were new.',
  request: z.strictObject({ id: commandId, letter: letterId }),
  answer: z.object({ outcome: z.literal('resent') }),
  refusals: ['messageUnknown', 'codeDead', 'gatewayDown'],
} as const satisfies DeskCommand;
