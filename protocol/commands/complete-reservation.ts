import { z } from 'zod';
import { commandId, holdToken, selectionVersion } from '../ids.ts';
import { serial } from '../plate.ts';

/** Command: enter the code; if it is right the number is reserved (SMS-1). A wrong one uses up an entry, no more. */
export const completeReservation = {
  request: z.strictObject({
    id: commandId,
    version: selectionVersion,
    token: holdToken,
    code: z.string().regex(/^[0-9]{6}$/),
  }),
  answer: z.object({ outcome: z.literal('reserved'), plate: serial }),
};
