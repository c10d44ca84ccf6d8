import { z } from 'zod';
import { blockId, instant, poolId } from './ids.ts';

const block = z.object({
  id: blockId,
  name: z.object({ zh: z.string(), en: z.string() }),
  positions: z.array(z.string()).describe('The characters allowed at each position.'),
  total: z.int(),
  free: z.int(),
});

export const poolPicture = z
  .object({
    id: poolId,
    prefix: z.string().describe("The authority's prefix, such as 冀B."),
    timeZone: z.string().describe('The time zone of the authority’s days and hours; an IANA name.'),
    seq: z
      .int()
      .min(0)
      .describe(
        'Counts the pictures of this server. `poolMoved` pushes continue it, each with a `seq` one greater than the last; after a gap, ask for a fresh picture with `readPool`.',
      ),
    open: z.boolean().describe('Whether choosing is open now.'),
    changesAt: instant
      .nullable()
      .describe('The instant at which `open` changes; null if the pool is open round the clock.'),
    total: z.int(),
    free: z.int(),
    choosing: z
      .int()
      .describe('The number of people choosing, at all nodes; a person connected at two nodes counts twice.'),
    blocks: z.array(block),
    map: z
      .object({
        first: z.string(),
        second: z.string(),
        free: z
          .array(z.int())
          .describe('Row by row: `free[i * second.length + j]` numbers begin with `first[i]`, `second[j]`.'),
        total: z.array(z.int()).describe('The most numbers that the cell ever held, in the same order.'),
      })
      .describe('The map of the pool: one cell per leading pair of characters that any block uses.'),
  })
  .describe('The pool at one moment (LIVE-1).');
export type PoolPicture = z.infer<typeof poolPicture>;
