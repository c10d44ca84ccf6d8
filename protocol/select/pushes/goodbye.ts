import { z } from 'zod';

export const goodbye = z
  .object({
    reason: z.enum(['shuttingDown', 'signedOut', 'tooSlow', 'tooManyRequests']),
    comeBack: z.boolean(),
    afterMs: z.int().min(0).describe('How long to wait before that, in ms; add some chance of your own.'),
  })
  .describe('Sent before the server closes a connection: why, and whether and when to come back.');
export type Goodbye = z.infer<typeof goodbye>;
