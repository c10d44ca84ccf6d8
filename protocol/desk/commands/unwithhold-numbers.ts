import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { serial } from '../../plate.ts';
import { proposed } from '../proposals.ts';
import { plates, reason } from '../views.ts';

export const unwithholdNumbers = {
  kind: 'command',
  role: 'manager',
  description:
    'Command: free withheld numbers; other numbers are left alone. Another person must confirm it (`proposed`).',
  request: z.strictObject({ id: commandId, plates, reason }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('freed'), freed: z.array(serial), leftAlone: z.array(serial) }),
    proposed,
  ]),
  refusals: ['numberNotInPool'],
} as const satisfies DeskCommand;
