import type { Proposals } from '../../desk/proposals.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly proposals: Pick<Proposals, 'doOrPropose'> };

export const withholdNumbers =
  ({ proposals }: Parts): DeskHandler<'withholdNumbers'> =>
  (request, call) =>
    proposals.doOrPropose('withholdNumbers', request, call);
