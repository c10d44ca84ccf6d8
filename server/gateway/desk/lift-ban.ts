import type { DeskBans } from '../../desk/bans.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly bans: Pick<DeskBans, 'lift'> };

export const liftBan =
  ({ bans }: Parts): DeskHandler<'liftBan'> =>
  (request) =>
    bans.lift(request);
