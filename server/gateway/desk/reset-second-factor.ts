import type { Staff } from '../../desk/staff.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly staff: Pick<Staff, 'resetSecondFactor'> };

export const resetSecondFactor =
  ({ staff }: Parts): DeskHandler<'resetSecondFactor'> =>
  (request, { account }) =>
    staff.resetSecondFactor(request, account);
