import type { Staff } from '../../desk/staff.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly staff: Pick<Staff, 'add'> };

export const addAccount =
  ({ staff }: Parts): DeskHandler<'addAccount'> =>
  (request, { account, now }) =>
    staff.add(request, account, now);
