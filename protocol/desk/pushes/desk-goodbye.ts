import { z } from 'zod';
import { deskGoodbyes } from '../../goodbyes.ts';
import { goodbye } from '../../select/pushes/goodbye.ts';

export const deskGoodbye = goodbye
  .extend({ reason: z.enum(Object.keys(deskGoodbyes) as (keyof typeof deskGoodbyes)[]) })
  .describe(
    'Sent before the server closes a connection: the reason, and whether and when to come back. `idle`: the session was idle for too long, and has ended.',
  );
export type DeskGoodbye = z.infer<typeof deskGoodbye>;
