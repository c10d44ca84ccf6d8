import { patternPicture } from '../../pattern-picture.ts';

export const patternMoved = patternPicture.describe(
  'What is possible for the pattern last typed has changed, by what others took or gave back (COMP-4).',
);
