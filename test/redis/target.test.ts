import { expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { cliFor } from '../../server/redis/dump.ts';
import { readRedisUrl } from '../../server/redis/target.ts';

test.each([
  ['redis://localhost', 'redis://localhost'],
  ['REDIS://localhost:6399/', 'redis://localhost:6399'],
  ['redis://[::1]:6399', 'redis://[::1]:6399'],
  ['rediss://user:pass@redis.example:6380/2', 'rediss://user:pass@redis.example:6380/2'],
  ['redis://:p@ss@host', 'redis://:p%40ss@host'],
  ['redis://u:p@ss/w@h:1/3', 'redis://u:p%40ss%2Fw@h:1/3'],
  ['redis://u:a?b#c:d@[fd00::7]:6379', 'redis://u:a%3Fb%23c%3Ad@[fd00::7]:6379'],
  ['redis://u:p%40ss%25@host', 'redis://u:p%40ss%25@host'],
  ['redis://u:口令 1@host', 'redis://u:%E5%8F%A3%E4%BB%A4%201@host'],
  ['unix:///run/redis.sock', 'unix:///run/redis.sock'],
  ['unix://u:p@ss@/run/a%20b.sock', 'unix://u:p%40ss@/run/a%20b.sock'],
])('SAFE-3 %s is understood, whatever signs its password has', (given, target) => {
  expect(readRedisUrl(given)).toBe(target);
  expect(readConfig({ REDIS_URL: given })).toMatchObject({ redis: { url: target } });
});

test.each([
  'localhost:6379',
  'http://localhost',
  'redis://',
  'redis://:6379',
  'redis://u:p@',
  'redis://host:0',
  'redis://host:65536',
  'redis://host:port',
  'redis://host/first',
  'redis://host?db=1',
  'redis://[::1',
  'redis://[fe80::1%eth0]',
  'redis://a b',
  'unix://relative/path',
  'unix:///',
  'unix:///folder/',
])('SAFE-3 %s is refused, with how it is written', (REDIS_URL) => {
  const config = readConfig({ REDIS_URL });
  expect('problems' in config && config.problems).toEqual([
    expect.stringMatching(/^redisAddressWrong: REDIS_URL must look like redis:/),
  ]);
});

test.each(['redis://u:100%@host', 'redis://u:%zz@host', 'unix://u:%@/run/redis.sock'])(
  'SAFE-3 %s is refused, with the sign that is in the way',
  (REDIS_URL) => {
    const config = readConfig({ REDIS_URL });
    expect('problems' in config && config.problems).toEqual([
      expect.stringMatching(/^redisAddressWrong: REDIS_URL .* as %25$/),
    ]);
  },
);

test('redis-cli is told a bare address of IPv6, and the password of a socket', () => {
  expect(cliFor({ url: 'redis://[::1]:6399' }).args).toEqual(['-h', '::1', '-p', '6399']);
  expect(cliFor({ url: 'unix://anna:p%40ss@/run/a%20b.sock' })).toEqual({
    args: ['-s', '/run/a b.sock', '--user', 'anna'],
    env: { REDISCLI_AUTH: 'p@ss' },
  });
});
