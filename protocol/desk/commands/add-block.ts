import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { blockId, commandId } from '../../ids.ts';
import { proposed } from '../proposals.ts';
import { newBlock, plates } from '../views.ts';

export const addBlock = {
  kind: 'command',
  role: 'manager',
  description:
    'Command: open a block at once (POOL-2). All connections see it within a second. `withheld`: numbers of it that are withheld from the first; with them another person must confirm it (`proposed`).',
  request: z.strictObject({ id: commandId, block: newBlock, withheld: plates.optional() }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('opened'), block: blockId, total: z.int() }),
    proposed,
  ]),
  refusals: ['blockWrong', 'blockExists', 'numberNotInPool'],
} as const satisfies DeskCommand;
