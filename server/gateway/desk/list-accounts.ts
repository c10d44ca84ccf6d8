import type { Staff } from '../../desk/staff.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly staff: Pick<Staff, 'list'> };

export const listAccounts =
  ({ staff }: Parts): DeskHandler<'listAccounts'> =>
  () =>
    staff.list();
