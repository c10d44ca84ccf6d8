import { z } from 'zod';
import { poolPicture } from '../../pool-picture.ts';

export const poolMoved = z
  .object({
    seq: z.int(),
    free: z.int(),
    choosing: z.int(),
    blocks: z.record(z.string(), z.int()).describe('Free numbers by block id.'),
    map: z.array(z.tuple([z.int(), z.int()])).describe('Pairs of map cell index and free numbers.'),
    opening: poolPicture
      .pick({ open: true, changesAt: true })
      .optional()
      .describe('Choosing has opened or closed (HOURS-1).'),
  })
  .describe("The pool's figures have changed since the last `seq` (LIVE-1). Unchanged blocks and cells are left out.");
export type PoolMoved = z.infer<typeof poolMoved>;
