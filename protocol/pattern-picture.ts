import { z } from 'zod';
import { pattern } from './plate.ts';

export const patternPicture = z
  .object({
    pattern,
    seq: z
      .int()
      .min(0)
      .describe(
        "Counts this pattern's pictures from the answer to `typePattern` on: a push whose `seq` is not one more than the last means that something was missed, and the pattern is typed again for a fresh picture (LIVE-3); one that is not greater is old and is dropped.",
      ),
    matching: z.int().min(0).describe('How many free numbers match.'),
    usable: z
      .array(z.string())
      .describe('For each position the usable characters, in the order of the alphabet; empty for a filled position.'),
  })
  .describe('What is possible for one pattern (COMP-3).');
export type PatternPicture = z.infer<typeof patternPicture>;
