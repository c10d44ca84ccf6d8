import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { importCounts, importId } from '../import-counts.ts';
import { unreadableFile } from '../unreadable-file.ts';
import { sentence } from '../views.ts';

export const endImport = {
  kind: 'command',
  role: 'clerk',
  description:
    'Command: the file is whole; how the import ended. Bad rows are read page by page with `readBadRows`. `columnsMissing`, `unreadable` and `empty`: nothing was taken in.',
  request: z.strictObject({ id: commandId, import: importId, parts: z.int().min(0).describe('How many were sent.') }),
  answer: z.discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('imported'),
      counts: importCounts,
      inRegister: z.int().describe('Vehicles, in all.'),
    }),
    z.object({
      outcome: z.literal('columnsMissing'),
      columns: z.array(z.object({ name: z.string(), zh: z.string() })).describe('Both names of each.'),
      words: sentence,
    }),
    z.object({ outcome: z.literal('unreadable'), what: unreadableFile, words: sentence }),
    z.object({ outcome: z.literal('empty'), words: sentence }),
  ]),
  refusals: ['importUnknown', 'importPartMissing'],
} as const satisfies DeskCommand;
