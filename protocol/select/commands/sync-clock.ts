import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';

export const syncClock = {
  kind: 'query',
  from: 'memory',
  description: "Query: the server's clock, in the `now` of every reply (LIVE-2). Needs no sign-in.",
  request: z.strictObject({}),
  answer: z.object({}),
  refusals: [],
} as const satisfies SelectCommand;
