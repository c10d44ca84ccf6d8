import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';
import { poolPicture } from '../../pool-picture.ts';

export const readPool = {
  kind: 'query',
  from: 'memory',
  description: 'Query: a fresh picture of the pool, from which `poolMoved` continues. Needs no sign-in.',
  request: z.strictObject({}),
  answer: poolPicture,
  refusals: [],
} as const satisfies SelectCommand;
