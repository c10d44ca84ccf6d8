import type { Selections } from '../../selection/selections.ts';
import type { SelectHandler } from './handler.ts';

type Parts = { readonly selections: Pick<Selections, 'release'> };

export const releaseHold =
  ({ selections }: Parts): SelectHandler<'releaseHold'> =>
  ({ token }, { command }) =>
    selections.release(command, token);
