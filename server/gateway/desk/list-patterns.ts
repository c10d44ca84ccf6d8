import type { DeskBlocks } from '../../desk/blocks.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly blocks: Pick<DeskBlocks, 'patterns'> };

export const listPatterns =
  ({ blocks }: Parts): DeskHandler<'listPatterns'> =>
  () =>
    blocks.patterns();
