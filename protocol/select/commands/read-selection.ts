import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';

export const readSelection = {
  kind: 'query',
  from: 'memory',
  description: "Query: the present selection, in the reply's `selection`.",
  request: z.strictObject({}),
  answer: z.object({}),
  refusals: ['signInRequired'],
} as const satisfies SelectCommand;
