import type { Proposals } from '../../desk/proposals.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly proposals: Pick<Proposals, 'list'> };

export const listProposals =
  ({ proposals }: Parts): DeskHandler<'listProposals'> =>
  (_, call) =>
    proposals.list(call);
