import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { blockId, commandId, instant } from '../../ids.ts';
import { proposed } from '../proposals.ts';
import { newBlock, plates } from '../views.ts';

export const scheduleBlock = {
  kind: 'command',
  role: 'manager',
  description:
    'Command: schedule the opening of a block (POOL-2). It replaces a block scheduled under the same id. With withheld numbers another person must confirm it (`proposed`).',
  request: z.strictObject({ id: commandId, block: newBlock, opensAt: instant, withheld: plates.optional() }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('scheduled'), block: blockId, opensAt: instant, total: z.int() }),
    proposed,
  ]),
  refusals: ['blockWrong', 'blockExists', 'numberNotInPool', 'timePassed'],
} as const satisfies DeskCommand;
