import type { Proposals } from '../../desk/proposals.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly proposals: Pick<Proposals, 'doOrPropose'> };

export const scheduleBlock =
  ({ proposals }: Parts): DeskHandler<'scheduleBlock'> =>
  (request, call) =>
    proposals.doOrPropose('scheduleBlock', request, call);
