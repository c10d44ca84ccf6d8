import { z } from 'zod';
import { goodbyes } from '../../goodbyes.ts';

export const goodbye = z
  .object({
    reason: z.enum(Object.keys(goodbyes) as (keyof typeof goodbyes)[]),
    comeBack: z.boolean(),
    afterMs: z.int().min(0).describe('The wait before coming back, in ms; add a random time of your own.'),
  })
  .describe('Sent before the server closes a connection: the reason, and whether and when to come back.');
export type Goodbye = z.infer<typeof goodbye>;
