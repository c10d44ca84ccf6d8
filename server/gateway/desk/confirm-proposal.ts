import type { Proposals } from '../../desk/proposals.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly proposals: Pick<Proposals, 'confirm'> };

export const confirmProposal =
  ({ proposals }: Parts): DeskHandler<'confirmProposal'> =>
  (request, call) =>
    proposals.confirm(request, call);
