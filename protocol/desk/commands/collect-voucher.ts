import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId, instant, selectionId } from '../../ids.ts';
import { serial } from '../../plate.ts';

export const collectVoucher = {
  kind: 'command',
  role: 'clerk',
  description:
    'Command: hand over the plate. The reservation becomes a final registration (DONE-3). `selection` and `plate` as `readVoucher` showed them.',
  request: z.strictObject({ id: commandId, selection: selectionId, plate: serial }),
  answer: z.object({ outcome: z.literal('registered'), plate: serial, registeredAt: instant }),
  refusals: ['reservationUnknown', 'alreadyCollected', 'collectionMissed'],
} as const satisfies DeskCommand;
