import { z } from 'zod';

/** The pool's figures have moved since the last `seq` (LIVE-1). Blocks and cells that did not move are left out. */
export const poolMoved = z.object({
  seq: z.int(),
  free: z.int(),
  choosing: z.int(),
  /** Free numbers by block id. */
  blocks: z.record(z.string(), z.int()),
  /** Pairs of map cell index and free numbers. */
  map: z.array(z.tuple([z.int(), z.int()])),
});
export type PoolMoved = z.infer<typeof poolMoved>;
