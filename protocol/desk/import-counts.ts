import { z } from 'zod';
import { idOf } from '../ids.ts';

export const importId = idOf(
  /^[\w-]{22}$/,
  'Names one import; known to the connection that began it, and gone with it.',
).brand<'ImportId'>();
export type ImportId = z.infer<typeof importId>;

export const importCounts = z
  .object({ rows: z.int(), added: z.int(), changed: z.int(), unchanged: z.int(), bad: z.int() })
  .describe('How far an import is: every row so far is in exactly one of the last four.');
