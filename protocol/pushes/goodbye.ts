import { z } from 'zod';

/** Sent before the server closes a connection: why, and whether and when to come back. */
export const goodbye = z.object({
  reason: z.enum(['shuttingDown', 'signedOut', 'tooSlow', 'tooManyBadMessages']),
  comeBack: z.boolean(),
  afterMs: z.int().min(0),
});
export type Goodbye = z.infer<typeof goodbye>;
