import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';

export const syncClock = {
  kind: 'query',
  role: 'clerk',
  unattended: true,
  description: "Query: the server's clock, in the `now` of every reply (LIVE-2).",
  request: z.strictObject({}),
  answer: z.object({}),
  refusals: [],
} as const satisfies DeskCommand;
