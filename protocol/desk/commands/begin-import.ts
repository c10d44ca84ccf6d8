import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { importId } from '../import-counts.ts';

export const beginImport = {
  kind: 'command',
  role: 'clerk',
  description:
    'Command: begin an import into the register of new vehicles (ELIG-2), one at a time on each connection. The file follows in parts; `importMoved` pushes tell how far it is. It belongs to this connection: where that ends, what was taken in stays, and the same file may be sent again.',
  request: z.strictObject({
    id: commandId,
    fileName: z.string().min(1).max(200),
    format: z.enum(['csv', 'jsonl']),
    encoding: z
      .enum(['utf-8', 'gbk', 'utf-16le', 'utf-16be'])
      .optional()
      .describe('Found out from the file where it is absent.'),
  }),
  answer: z.object({ outcome: z.literal('begun'), import: importId, partBytes: z.int(), maxBytes: z.int() }),
  refusals: ['importRunning'],
} as const satisfies DeskCommand;
