import type { RedisClient } from '../../server/redis/client.ts';

/**
 * All names and values of a Redis as one text, to search for forbidden data. Throws if it is empty, since a search
 * would then prove nothing.
 */
export const everythingIn = async (redis: RedisClient): Promise<string> => {
  const parts: unknown[] = [];
  for (const key of await redis.keys('*')) {
    parts.push(key);
    const type = await redis.type(key);
    if (type === 'string') parts.push(await redis.get(key));
    else if (type === 'hash') parts.push(await redis.hGetAll(key));
    else if (type === 'list') parts.push(await redis.lRange(key, 0, -1));
    else if (type === 'set') parts.push(await redis.sMembers(key));
    else if (type === 'zset') parts.push(await redis.zRange(key, 0, -1));
    else throw new Error(`${key} is a ${type}, which is not looked into`);
  }
  if (parts.length === 0) throw new Error('there is nothing to look into');
  return JSON.stringify(parts);
};
