import type { Proposals } from '../../desk/proposals.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly proposals: Pick<Proposals, 'doOrPropose'> };

export const addBlock =
  ({ proposals }: Parts): DeskHandler<'addBlock'> =>
  (request, call) =>
    proposals.doOrPropose('addBlock', request, call);
