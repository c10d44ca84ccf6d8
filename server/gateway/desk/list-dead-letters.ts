import type { DeskLetters } from '../../desk/letters.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly letters: Pick<DeskLetters, 'list'> };

export const listDeadLetters =
  ({ letters }: Parts): DeskHandler<'listDeadLetters'> =>
  () =>
    letters.list();
