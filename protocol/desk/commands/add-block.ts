import { z } from 'zod';
import type { Command } from '../../command.ts';
import { blockId, commandId } from '../../ids.ts';
import { newBlock, plates } from '../views.ts';

export const addBlock = {
  description:
    'Command: open a block at once (POOL-2). Everyone who watches sees it within a second. `withheld`: numbers of it that are kept back from the first.',
  request: z.strictObject({ id: commandId, block: newBlock, withheld: plates.optional() }),
  answer: z.object({ outcome: z.literal('opened'), block: blockId, total: z.int() }),
  refusals: ['blockWrong', 'blockExists', 'numberNotInPool'],
} as const satisfies Command;
