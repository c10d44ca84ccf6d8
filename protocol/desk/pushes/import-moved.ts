import { z } from 'zod';
import { importCounts, importId } from '../import-counts.ts';

export const importMoved = z
  .object({ import: importId, counts: importCounts, bytes: z.int().describe('Received so far.') })
  .describe('How far an import of this connection is; after every batch of 500 rows.');
export type ImportMoved = z.infer<typeof importMoved>;
