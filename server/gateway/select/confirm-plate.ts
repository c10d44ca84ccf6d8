import type { Selections } from '../../selection/selections.ts';
import type { SelectHandler } from './handler.ts';

type Parts = { readonly selections: Pick<Selections, 'confirm'> };

export const confirmPlate =
  ({ selections }: Parts): SelectHandler<'confirmPlate'> =>
  ({ token, plate }, { command }) =>
    selections.confirm(command, token, plate);
