import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkRedis } from '../../server/redis/check.ts';
import type { RedisClient } from '../../server/redis/client.ts';
import { openTestRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let client: RedisClient;
beforeAll(async () => {
  redis = await openTestRedis();
  client = await redis.client();
});
afterAll(() => redis.stop());

test('SAFE-2 a Redis that writes everything to disk at once is accepted without a word', async () => {
  await client.configSet({ appendonly: 'yes', appendfsync: 'always' });
  expect(await checkRedis(client)).toEqual({ problems: [], warnings: [] });
});

test('SAFE-2 weaker persistence is told', async () => {
  await client.configSet({ appendonly: 'yes', appendfsync: 'everysec' });
  expect((await checkRedis(client)).warnings).toEqual([expect.stringContaining("'everysec', not 'always'")]);
  await client.configSet({ appendonly: 'no' });
  expect((await checkRedis(client)).warnings).toEqual([expect.stringContaining('no append-only file')]);
});

test('SAFE-2 a Redis that may throw data away is refused', async () => {
  await client.configSet({ 'maxmemory-policy': 'volatile-ttl' });
  expect((await checkRedis(client)).problems).toEqual([expect.stringContaining('maxmemory-policy volatile-ttl')]);
  await client.configSet({ 'maxmemory-policy': 'noeviction' });
});

test.each([
  ['5.0.14', 1],
  ['6.0.20', 1],
  ['6.2.0', 0],
  ['7.0.15', 0],
  ['10.0.0', 0],
])('version %s gives %d problems', async (version, count) => {
  const told = {
    info: async (section: string) =>
      section === 'server' ? `redis_version:${version}\r\n` : 'maxmemory_policy:noeviction\r\n',
    configGet: async () => ({ appendonly: 'yes', appendfsync: 'always' }),
  };
  expect((await checkRedis(told)).problems).toHaveLength(count);
});
