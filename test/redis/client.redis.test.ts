import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openRedisClient } from '../../server/redis/client.ts';
import { unixTarget } from '../../server/redis/target.ts';
import { openTestRedis } from '../support/redis.ts';

const log = pino({ level: 'silent' });

test('a path with spaces and signs is understood as it is', () => {
  expect(unixTarget('/a b/#1?/r.sock')).toEqual({ url: 'unix:///a%20b/%231%3F/r.sock' });
});

test('a command without a connection is refused at once, not run later; a reader waits', async () => {
  const redis = await openTestRedis();
  const commands = await openRedisClient({ target: redis.target, role: 'commands', log });
  const queue = await openRedisClient({ target: redis.target, role: 'queue', log });
  expect(await commands.ping()).toBe('PONG');
  await redis.stop();
  await expect.poll(() => commands.isReady || queue.isReady).toBe(false);
  await expect(commands.incr('x')).rejects.toThrow();
  const waiting = queue.incr('x').then(
    () => 'answered',
    () => 'refused',
  );
  expect(await Promise.race([waiting, delay(200, 'waits')])).toBe('waits');
  commands.destroy();
  queue.destroy();
  expect(await waiting).toBe('refused');
});

test('an idle connection notices within seconds that Redis stands still', async () => {
  const redis = await openTestRedis();
  const client = await openRedisClient({ target: redis.target, role: 'commands', log });
  process.kill(redis.pid, 'SIGSTOP');
  await expect(client.get('x')).rejects.toThrow(/timeout/i);
  client.destroy();
  await redis.stop();
});
