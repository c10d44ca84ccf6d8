import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId, ownerId } from '../../ids.ts';
import { reason } from '../views.ts';

export const liftBan = {
  kind: 'command',
  role: 'manager',
  description: 'Command: end a ban now, for a reason. The owner may choose again for the missed vehicles.',
  request: z.strictObject({ id: commandId, owner: ownerId, reason }),
  answer: z.object({ outcome: z.literal('lifted') }),
  refusals: ['banUnknown'],
} as const satisfies DeskCommand;
