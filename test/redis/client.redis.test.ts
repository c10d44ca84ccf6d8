import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await openTestRedis();
});
afterAll(() => redis.stop());

test('a client on a private socket gets an answer', async () => {
  const client = await redis.client();
  expect(await client.ping()).toBe('PONG');
});
