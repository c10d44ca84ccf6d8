import type { Staff } from '../../desk/staff.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly staff: Pick<Staff, 'remove'> };

export const removeAccount =
  ({ staff }: Parts): DeskHandler<'removeAccount'> =>
  (request, { account }) =>
    staff.remove(request, account);
