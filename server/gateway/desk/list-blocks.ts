import type { DeskBlocks } from '../../desk/blocks.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly blocks: Pick<DeskBlocks, 'list'> };

export const listBlocks =
  ({ blocks }: Parts): DeskHandler<'listBlocks'> =>
  () =>
    blocks.list();
