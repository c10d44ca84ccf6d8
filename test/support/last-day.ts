import { pino } from 'pino';
import { poolId, selectionId } from '../../protocol/ids.ts';
import { poolKeys } from '../../server/pool/redis/keys.ts';
import { openRedisClient } from '../../server/redis/client.ts';
import type { RedisTarget } from '../../server/redis/target.ts';

const YEAR = 365 * 86_400_000;

/**
 * Moves the end of a reserved number's last day to an instant, by default now: the one deadline for which a test cannot
 * wait. Sweeps then find the number due.
 */
export const endLastDay = async (target: RedisTarget, selection: string, collectBy = Date.now()): Promise<void> => {
  const redis = await openRedisClient({ target, role: 'commands', log: pino({ level: 'silent' }) });
  try {
    const keys = poolKeys(poolId.parse('tangshan-small'));
    const key = keys.selection(selectionId.parse(selection));
    const bannedUntil = collectBy + 2 * YEAR;
    const record = { ...JSON.parse((await redis.hGet(key, 'record')) ?? '{}'), collectBy, bannedUntil };
    const [address = '', owner = ''] = ((await redis.hGet(keys.reservations, selection)) ?? '').split(' ');
    await redis
      .multi()
      .hSet(key, 'record', JSON.stringify(record))
      .hSet(keys.reservations, selection, `${address} ${owner} ${bannedUntil}`)
      .zAdd(keys.collections, { score: collectBy, value: selection })
      .exec();
  } finally {
    redis.destroy();
  }
};
