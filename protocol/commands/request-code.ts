import { z } from 'zod';
import { commandId, holdToken, selectionVersion } from '../ids.ts';

/** Command: have a code sent to the applicant's mobile; at most one every 60 s (SMS-2). */
export const requestCode = {
  request: z.strictObject({ id: commandId, version: selectionVersion, token: holdToken }),
  answer: z.object({ outcome: z.literal('codeSent'), phone: z.string() }),
};
