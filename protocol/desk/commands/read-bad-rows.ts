import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { fieldProblem } from '../../form-problems.ts';
import { importId } from '../import-counts.ts';

export const readBadRows = {
  kind: 'query',
  role: 'clerk',
  description: 'Query: up to 50 bad rows of an import of this connection that has ended, in the order of the file.',
  request: z.strictObject({ import: importId, from: z.int().min(0).describe('The number to skip.') }),
  answer: z.object({
    rows: z.array(
      z.object({
        line: z.int().describe('The line of the file, from 1.'),
        problems: z.array(fieldProblem).describe('`field` is a column; empty for the whole row.'),
      }),
    ),
    total: z.int(),
  }),
  refusals: ['importUnknown'],
} as const satisfies DeskCommand;
