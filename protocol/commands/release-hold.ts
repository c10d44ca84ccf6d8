import { z } from 'zod';
import { commandId, holdToken, selectionVersion } from '../ids.ts';

/** Command: give up what is held, before confirming. A composed number given up ends self-compose (COMP-7). */
export const releaseHold = {
  request: z.strictObject({ id: commandId, version: selectionVersion, token: holdToken }),
  answer: z.object({ outcome: z.literal('released') }),
};
