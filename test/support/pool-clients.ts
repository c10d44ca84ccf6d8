import { afterAll, beforeAll } from 'vitest';
import type { RedisClient } from '../../server/redis/client.ts';
import { openTestRedis, type TestRedis } from './redis.ts';

/** A test file's own Redis, by the two clients of a pool's store: `commands` and `reads`. It ends with the file. */
export const openPoolClients = (): { readonly commands: RedisClient; readonly reads: RedisClient } => {
  const clients = {} as { commands: RedisClient; reads: RedisClient };
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await openTestRedis();
    [clients.commands, clients.reads] = [await redis.client('commands'), await redis.client('blocking')];
  });
  afterAll(() => redis.stop());
  return clients;
};
