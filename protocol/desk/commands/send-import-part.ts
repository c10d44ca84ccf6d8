import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { importId } from '../import-counts.ts';

/** In characters of base64; with the rest of the message it fits 8 KiB. */
export const PART_CHARACTERS = 7_200;

export const sendImportPart = {
  kind: 'query',
  role: 'clerk',
  description:
    'The next part of the file, up to `partBytes` bytes in base64. The ack comes when the server can take another; a few may be under way at once, in order. A part that came before is passed over.',
  request: z.strictObject({
    import: importId,
    part: z.int().min(0).describe('Counts from 0.'),
    bytes: z.base64().max(PART_CHARACTERS),
  }),
  answer: z.object({ outcome: z.literal('taken') }),
  refusals: ['importUnknown', 'importPartMissing', 'importTooLarge'],
} as const satisfies DeskCommand;
