import { z } from 'zod';
import { pattern } from './plate.ts';

export const patternPicture = z
  .object({
    pattern,
    seq: z
      .int()
      .min(0)
      .describe(
        "Counts this pattern's pictures from the answer to `typePattern` on. After a gap, type the pattern again for a fresh picture (LIVE-3); drop a push whose `seq` is not greater than the last.",
      ),
    matching: z.int().min(0).describe('The count of matching free numbers.'),
    usable: z
      .array(z.string())
      .describe('For each position the usable characters, in the order of the alphabet; empty for a filled position.'),
  })
  .describe('The picture of one pattern: its matching numbers and usable characters (COMP-3).');
export type PatternPicture = z.infer<typeof patternPicture>;
