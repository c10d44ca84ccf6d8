import type { DeskSelections } from '../../desk/selections.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly selections: Pick<DeskSelections, 'history'> };

export const readHistory =
  ({ selections }: Parts): DeskHandler<'readHistory'> =>
  ({ selection }) =>
    selections.history(selection);
