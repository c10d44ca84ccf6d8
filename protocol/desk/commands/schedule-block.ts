import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { blockId, commandId, instant } from '../../ids.ts';
import { proposed } from '../proposals.ts';
import { newBlock, plates } from '../views.ts';

export const scheduleBlock = {
  kind: 'command',
  role: 'manager',
  description:
    'Command: have a block opened at an instant, by itself (POOL-2). One that is scheduled under the same id is replaced. With numbers that are kept back another person must confirm it (`proposed`).',
  request: z.strictObject({ id: commandId, block: newBlock, opensAt: instant, withheld: plates.optional() }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('scheduled'), block: blockId, opensAt: instant, total: z.int() }),
    proposed,
  ]),
  refusals: ['blockWrong', 'blockExists', 'numberNotInPool', 'timePassed'],
} as const satisfies DeskCommand;
