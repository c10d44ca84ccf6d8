import { z } from 'zod';
import { blockId, instant, poolId } from './ids.ts';

const block = z.object({
  id: blockId,
  name: z.object({ zh: z.string(), en: z.string() }),
  /** The characters allowed at each position. */
  positions: z.array(z.string()),
  total: z.int(),
  free: z.int(),
});

/**
 * The pool at one moment (LIVE-1). `poolMoved` pushes continue it: each has a `seq` one greater than the last; after
 * a gap, ask for a fresh picture with `readPool`.
 */
export const poolPicture = z.object({
  id: poolId,
  /** The authority's prefix, such as 冀B. */
  prefix: z.string(),
  seq: z.int().min(0),
  /** Whether choosing is open now, and when that changes; null where the pool is open round the clock. */
  open: z.boolean(),
  changesAt: instant.nullable(),
  total: z.int(),
  free: z.int(),
  /** How many people are choosing at this server. */
  choosing: z.int(),
  blocks: z.array(block),
  /** The map of the pool: one cell per leading pair of characters that any block uses. */
  map: z.object({
    first: z.string(),
    second: z.string(),
    /** Row by row: `free[i * second.length + j]` numbers begin with `first[i]`, `second[j]`. */
    free: z.array(z.int()),
    /** The most that the cell ever held, in the same order. */
    total: z.array(z.int()),
  }),
});
export type PoolPicture = z.infer<typeof poolPicture>;
