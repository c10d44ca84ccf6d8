import type { Proposals } from '../../desk/proposals.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly proposals: Pick<Proposals, 'doOrPropose'> };

export const unwithholdNumbers =
  ({ proposals }: Parts): DeskHandler<'unwithholdNumbers'> =>
  (request, call) =>
    proposals.doOrPropose('unwithholdNumbers', request, call);
