import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { instant, selectionId } from '../../ids.ts';
import { deskSelection, sentence } from '../views.ts';

export const readHistory = {
  kind: 'query',
  role: 'clerk',
  audited: true,
  description: 'Query: one selection and its whole history, newest first, in plain words. Recorded in the audit trail.',
  request: z.strictObject({ selection: selectionId }),
  answer: z.object({
    selection: deskSelection,
    entries: z.array(z.object({ at: instant, event: z.string(), words: sentence })),
    complete: z.boolean().describe('False: older entries are no longer kept.'),
  }),
  refusals: ['selectionUnknown'],
} as const satisfies DeskCommand;
