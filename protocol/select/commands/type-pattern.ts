import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';
import { layoutId } from '../../ids.ts';
import { typedKeys } from '../../keyboard.ts';
import { patternPicture } from '../../pattern-picture.ts';

export const typePattern = {
  kind: 'query',
  from: 'memory',
  description:
    'Query: what was typed so far, whole; the answer says what is possible now, and `patternMoved` pushes follow for this pattern until another is typed. Typing, erasing and filling in any order are all this one message.',
  request: z.strictObject({ layout: layoutId, keys: typedKeys }),
  answer: patternPicture,
  refusals: ['signInRequired', 'wrongStage', 'layoutUnknown', 'keyUnknown'],
} as const satisfies SelectCommand;
