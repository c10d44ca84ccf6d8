/** What is possible for the pattern last typed has changed, by what others took or gave back (COMP-4). */
export { type PatternPicture as PatternMoved, patternPicture as patternMoved } from '../pattern-picture.ts';
