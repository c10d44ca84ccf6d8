import { pino } from 'pino';
import { expect, test } from 'vitest';
import { outboxView } from '../../protocol/http/outbox.ts';
import { Outbox } from '../../server/checks/sms/outbox.ts';
import { redisOfFile } from '../support/redis.ts';

let lines: string[] = [];
let now = 1_795_399_200_000;

const server = await redisOfFile();
const redis = await server.client();
const log = pino({}, { write: (line: string) => void lines.push(line) });
const outbox = new Outbox({ redis, log, clock: () => now++ });

test('SMS-4 the outbox keeps what was sent to a mobile, newest first, and no other mobile sees it', async () => {
  expect(await outbox.send({ to: '10000000001', text: '验证码 123456', purpose: 'code' })).toBe('sent');
  expect(await outbox.send({ to: '10000000001', text: '预选成功', purpose: 'reserved' })).toBe('sent');
  const messages = await outbox.read('10000000001');
  expect(outboxView.parse({ messages })).toEqual({ messages });
  expect(messages).toEqual([
    { at: 1_795_399_200_001, phone: '100****0001', text: '预选成功' },
    { at: 1_795_399_200_000, phone: '100****0001', text: '验证码 123456' },
  ]);
  expect(await outbox.read('10000000002')).toEqual([]);
});

test('SMS-4 each message is a line of the log; ACCT-4 the mobile is whole neither there nor in Redis', async () => {
  lines = [];
  await outbox.send({ to: '10000000003', text: '验证码 654321', purpose: 'code' });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('654321');
  expect(lines[0]).toContain('100****0003');
  const stored = await Promise.all(
    (await redis.keys('*')).map(async (key) => [key, ...(await redis.lRange(key, 0, -1))]),
  );
  expect(stored.flat().join() + lines.join()).not.toMatch(/1000000000\d/);
});

test('SMS-4 twenty messages are kept, for a day', async () => {
  for (let i = 0; i < 25; i++) await outbox.send({ to: '10000000004', text: `第 ${i} 条`, purpose: 'code' });
  const messages = await outbox.read('10000000004');
  expect(messages.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => `第 ${24 - i} 条`));
  for (const key of await redis.keys('xuanhao:outbox:*')) {
    expect(await redis.ttl(key)).toBeGreaterThan(86_000);
    expect(await redis.ttl(key)).toBeLessThanOrEqual(86_400);
  }
});

test('SMS-4 without Redis the gateway is down, and says so', async () => {
  const lost = await server.client();
  lost.destroy();
  const silent = pino({ level: 'silent' });
  const message = { to: '10000000005', text: '验证码 000000', purpose: 'code' } as const;
  expect(await new Outbox({ redis: lost, log: silent, clock: () => now }).send(message)).toBe('gatewayDown');
});
