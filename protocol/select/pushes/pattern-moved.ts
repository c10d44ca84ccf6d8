import { patternPicture } from '../../pattern-picture.ts';

export const patternMoved = patternPicture.describe(
  'The picture of the pattern typed last has changed, because others took or returned numbers (COMP-4).',
);
