import type { DeskBlocks } from '../../desk/blocks.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly blocks: Pick<DeskBlocks, 'unschedule'> };

export const unscheduleBlock =
  ({ blocks }: Parts): DeskHandler<'unscheduleBlock'> =>
  (request) =>
    blocks.unschedule(request);
