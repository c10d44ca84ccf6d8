import { z } from 'zod';
import type { Command } from '../../command.ts';

export const readSelection = {
  description: "Query: the selection as it is now; it stands in the reply's `selection`.",
  request: z.strictObject({}),
  answer: z.object({}),
  refusals: ['signInRequired'],
} as const satisfies Command;
