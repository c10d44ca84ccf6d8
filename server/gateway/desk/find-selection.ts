import type { DeskSelections } from '../../desk/selections.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly selections: Pick<DeskSelections, 'find'> };

export const findSelection =
  ({ selections }: Parts): DeskHandler<'findSelection'> =>
  (request) =>
    selections.find(request);
