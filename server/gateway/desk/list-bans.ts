import type { DeskBans } from '../../desk/bans.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly bans: Pick<DeskBans, 'list'> };

export const listBans =
  ({ bans }: Parts): DeskHandler<'listBans'> =>
  (request, { now }) =>
    bans.list(request, now);
