import type { Proposals } from '../../desk/proposals.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly proposals: Pick<Proposals, 'doOrPropose'> };

export const signPerson =
  ({ proposals }: Parts): DeskHandler<'signPerson'> =>
  (request, call) =>
    proposals.doOrPropose('signPerson', request, call);
