import { expect, test, vi } from 'vitest';
import { checkRedis, type Durability } from '../../server/redis/check.ts';
import { redisOfFile } from '../support/redis.ts';

const redis = await redisOfFile();
const client = await redis.client();

const codes = async (...declared: [] | [Durability]): Promise<string[]> =>
  (await checkRedis(client, ...declared)).obstacles.map(({ code }) => code);

test('SAFE-2 a Redis that writes everything to disk at once is accepted without a word', async () => {
  await client.configSet({ appendonly: 'yes', appendfsync: 'always', 'aof-load-truncated': 'no' });
  expect(await checkRedis(client)).toEqual({ obstacles: [], warnings: [] });
});

test('P6 a Redis that starts on a file that breaks off is told', async () => {
  await client.configSet({ 'aof-load-truncated': 'yes' });
  expect((await checkRedis(client)).warnings).toEqual([expect.stringContaining('a file that breaks off')]);
  await client.configSet({ 'aof-load-truncated': 'no' });
});

test('P4 persistence weaker than declared is refused, with what would be right; as declared it is told', async () => {
  await client.configSet({ appendonly: 'yes', appendfsync: 'everysec' });
  expect((await checkRedis(client)).obstacles).toEqual([
    {
      code: 'redisNotDurable',
      sentence: expect.stringMatching(/set appendonly yes and appendfsync always .*everysec/),
    },
  ]);
  expect(await codes('everysec')).toEqual([]);
  expect((await checkRedis(client, 'everysec')).warnings).toEqual([expect.stringContaining('as was declared')]);
  await client.configSet({ appendonly: 'no' });
  expect(await codes('always')).toEqual(['redisNotDurable']);
  expect(await codes('everysec')).toEqual(['redisNotDurable']);
  expect(await codes('none')).toEqual([]);
  expect((await checkRedis(client, 'none')).warnings).toEqual([expect.stringContaining('no append-only file')]);
  await client.configSet({ appendonly: 'yes', appendfsync: 'always' });
});

test('P4 where CONFIG is refused, the lack of a file is found all the same, and the rest needs the operator’s word', async () => {
  const guarded = new Proxy(client, {
    get: (target, name) => {
      if (name === 'configGet') return () => Promise.reject(new Error('NOPERM'));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  expect((await checkRedis(guarded)).obstacles).toEqual([
    { code: 'durabilityUnknown', sentence: expect.stringContaining('declare REDIS_DURABILITY=provider') },
  ]);
  for (const declared of ['provider', 'everysec'] as const)
    expect(await checkRedis(guarded, declared)).toEqual({
      obstacles: [],
      warnings: [expect.stringContaining('unknown')],
    });
  await client.configSet({ appendonly: 'no' });
  for (const declared of ['always', 'provider'] as const)
    expect((await checkRedis(guarded, declared)).obstacles).toMatchObject([{ code: 'redisNotDurable' }]);
  await client.configSet({ appendonly: 'yes' });
});

test('SAFE-2 a Redis that may throw data away is refused', async () => {
  await client.configSet({ 'maxmemory-policy': 'volatile-ttl' });
  expect((await checkRedis(client)).obstacles).toEqual([
    { code: 'redisMayEvict', sentence: expect.stringContaining('maxmemory-policy volatile-ttl') },
  ]);
  await client.configSet({ 'maxmemory-policy': 'noeviction' });
});

test.each([
  ['a day ahead', 86_400_000, ['redisClockFar'], 0],
  ['a day behind', -86_400_000, ['redisClockFar'], 0],
  ['five minutes ahead', 300_000, [], 1],
  ['five minutes behind', -300_000, [], 1],
  ['as near as it is', 0, [], 0],
] as const)('P3 a clock of Redis %s', async (_, apart, expected, warnings) => {
  vi.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() - apart);
  const found = await checkRedis(client);
  vi.restoreAllMocks();
  expect(found.obstacles.map(({ code }) => code)).toEqual(expected);
  expect(found.warnings).toHaveLength(warnings);
});

test.each([
  ['5.0.14', ['redisTooOld']],
  ['6.0.20', ['redisTooOld']],
  ['6.2.14', ['redisTooOld']],
  ['7.0.0', []],
  ['7.0.15', []],
  ['10.0.0', []],
])('version %s', async (version, expected) => {
  const told = {
    info: async (section: string) =>
      section === 'server' ? `redis_version:${version}\r\n` : 'maxmemory_policy:noeviction\r\n',
    configGet: async () => ({ appendonly: 'yes', appendfsync: 'always' }),
    sendCommand: async () => [String(Math.floor(Date.now() / 1_000)), '0'],
  };
  expect((await checkRedis(told)).obstacles.map(({ code }) => code)).toEqual(expected);
});
