import { z } from 'zod';
import { pattern } from './plate.ts';

/**
 * What is possible for one pattern (COMP-3). `seq` counts this pattern's pictures on this connection: a push whose
 * `seq` is not one more than the last means that something was missed, and the pattern is typed again for a fresh
 * picture (LIVE-3); one that is not greater is old and is dropped.
 */
export const patternPicture = z.object({
  pattern,
  seq: z.int().min(0),
  /** How many free numbers match. */
  matching: z.int().min(0),
  /** For each position the usable characters, in the order of the alphabet; empty for a filled position. */
  usable: z.array(z.string()),
});
export type PatternPicture = z.infer<typeof patternPicture>;
