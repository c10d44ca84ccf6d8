import type { Collecting } from '../../desk/collecting.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly collecting: Pick<Collecting, 'collect'> };

export const collectVoucher =
  ({ collecting }: Parts): DeskHandler<'collectVoucher'> =>
  (request, { now }) =>
    collecting.collect(request, now);
