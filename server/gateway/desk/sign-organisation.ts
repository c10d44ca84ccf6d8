import type { Proposals } from '../../desk/proposals.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly proposals: Pick<Proposals, 'doOrPropose'> };

export const signOrganisation =
  ({ proposals }: Parts): DeskHandler<'signOrganisation'> =>
  (request, call) =>
    proposals.doOrPropose('signOrganisation', request, call);
