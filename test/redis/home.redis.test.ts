import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { RedisClient } from '../../server/redis/client.ts';
import { RedisHome } from '../../server/redis/home.ts';
import { infoOf } from '../../server/redis/info.ts';
import { FloatingAddress, startTcpRedis } from '../support/tcp-redis.ts';

const runIdOf = async (client: RedisClient): Promise<string | undefined> =>
  infoOf(await client.info('server').catch(() => '')).get('run_id');

/** Two connections through an address that has just moved to another Redis; the first is broken off alone. */
const movedUnder = async (hasReplicas: boolean) => {
  const [first, second] = [await startTcpRedis(), await startTcpRedis()];
  const address = new FloatingAddress();
  const target = { url: `redis://127.0.0.1:${await address.open(first.port)}` };
  const home = new RedisHome({
    target,
    log: pino({ level: 'silent' }),
    reconnected: () => undefined,
    hasReplicas,
  });
  onTestFinished(() => home.close());
  const moved = vi.fn<() => void>();
  home.onMoved(moved);
  const [one, other] = [await home.open('commands'), await home.open('commands')];
  const before = await runIdOf(one);
  address.moveTo(second.port);
  await first.cli('CLIENT', 'KILL', 'ID', String(await one.clientId()));
  await expect.poll(() => runIdOf(one), { timeout: 30_000 }).not.toBe(before);
  await expect.poll(() => moved.mock.calls.length).toBe(1);
  return { home, one, other, before };
};

test('HA-6 HA-8 with replicas one lost connection breaks all of them off: none stays with the old master', async () => {
  const { home, one, other } = await movedUnder(true);
  const now = await runIdOf(one);
  await expect.poll(() => runIdOf(other), { timeout: 30_000 }).toBe(now);
  expect(home.life).toBeGreaterThan(0);
});

test('HA-6 without replicas a lost connection concerns no other', async () => {
  const { home, other, before } = await movedUnder(false);
  expect([await runIdOf(other), home.life]).toEqual([before, 0]);
});
