import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';
import { layoutId } from '../../ids.ts';
import { typedKeys } from '../../keyboard.ts';
import { patternPicture } from '../../pattern-picture.ts';

export const typePattern = {
  kind: 'query',
  from: 'memory',
  description:
    'Query: the whole pattern typed so far. The answer is its picture, and `patternMoved` pushes follow until another pattern is typed. Typing, erasing and filling in any order all use this message.',
  request: z.strictObject({ layout: layoutId, keys: typedKeys }),
  answer: patternPicture,
  refusals: ['signInRequired', 'wrongStage', 'layoutUnknown', 'keyUnknown'],
} as const satisfies SelectCommand;
