import type { Collecting } from '../../desk/collecting.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly collecting: Pick<Collecting, 'read'> };

export const readVoucher =
  ({ collecting }: Parts): DeskHandler<'readVoucher'> =>
  (request, { now }) =>
    collecting.read(request, now);
