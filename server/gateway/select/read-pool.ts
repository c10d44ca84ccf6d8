import type { PoolTopic } from '../../push/pool-topic.ts';
import { ok } from '../../selection/result.ts';
import type { SelectHandler } from './handler.ts';

type Parts = { readonly pool: Pick<PoolTopic, 'picture'> };

export const readPool =
  ({ pool }: Parts): SelectHandler<'readPool'> =>
  () =>
    ok(pool.picture);
