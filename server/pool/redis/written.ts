import type { PoolId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import { poolKeys } from './keys.ts';

/** Writes a small value among the pool's keys. Rejects where Redis takes no writes: it is a replica, or full. */
export const noteWritten = (pool: PoolId, redis: RedisClient): Promise<unknown> =>
  redis.set(poolKeys(pool).written, String(Date.now()), { expiration: { type: 'EX', value: 60 } });
