import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { blockId, instant } from '../../ids.ts';
import { serial } from '../../plate.ts';
import { blockName, blockPattern } from '../views.ts';

const common = { id: blockId, name: blockName, positions: blockPattern, total: z.int() };

export const listBlocks = {
  kind: 'query',
  role: 'clerk',
  description: 'Query: the open blocks, with their figures, and the scheduled ones, earliest first.',
  request: z.strictObject({}),
  answer: z.object({
    open: z.array(
      z.object({ ...common, free: z.int(), home: z.int().describe('Numbers that no earlier block contains.') }),
    ),
    scheduled: z.array(z.object({ ...common, opensAt: instant, withheld: z.array(serial) })),
  }),
  refusals: [],
} as const satisfies DeskCommand;
