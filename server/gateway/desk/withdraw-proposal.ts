import type { Proposals } from '../../desk/proposals.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly proposals: Pick<Proposals, 'withdraw'> };

export const withdrawProposal =
  ({ proposals }: Parts): DeskHandler<'withdrawProposal'> =>
  (request, call) =>
    proposals.withdraw(request, call);
