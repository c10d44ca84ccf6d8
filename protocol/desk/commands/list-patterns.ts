import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { blockName, blockPattern } from '../views.ts';

export const listPatterns = {
  kind: 'query',
  role: 'clerk',
  description: 'Query: ready patterns for blocks: the ordinary shapes and the small new-energy ones (POOL-3).',
  request: z.strictObject({}),
  answer: z.object({
    patterns: z.array(z.object({ id: z.string(), name: blockName, positions: blockPattern, total: z.int() })),
  }),
  refusals: [],
} as const satisfies DeskCommand;
