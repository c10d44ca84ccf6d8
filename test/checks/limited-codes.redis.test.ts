import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { type CodeOutcome, LimitedCodes } from '../../server/checks/sms/limited-codes.ts';
import { Limits } from '../../server/identity/limits.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { mobileOf } from '../../verification/actors/citizens.ts';
import { everythingIn } from '../support/keyspace.ts';
import { redisOfFile } from '../support/redis.ts';
import { TestGateway } from '../support/sms.ts';

const NOW = 1_800_000_000_000;
const MINE = mobileOf(1);

let gateway: TestGateway;
let told: CodeOutcome[];
let opened: number[];

const server = await redisOfFile();
const redis = await server.client();
beforeEach(async () => {
  await redis.flushAll();
  gateway = new TestGateway();
  [told, opened] = [[], []];
});

/** One node; all of them share the counts. */
const node = (limits: { codesPerDay?: number; codesPerMinute?: number } = {}): LimitedCodes =>
  new LimitedCodes({
    gateway,
    counts: new Limits({ redis, personal: new PersonalData(Buffer.alloc(32, 1)), now: () => NOW }),
    limits: { codesPerDay: 5, codesPerMinute: 1_000, ...limits },
    onOutcome: (outcome) => told.push(outcome),
    opened: (until) => opened.push(until),
  });
const codeTo = (to: string) => ({ to, purpose: 'code' as const, text: '验证码 123456' });

test('SMS-2 five codes a day go to one mobile, from whichever node, and others get theirs', async () => {
  const [a, b] = [node(), node()];
  for (const each of [a, b, a, b, a]) expect(await each.send(codeTo(MINE))).toBe('sent');
  for (const each of [a, b]) {
    const held = { refused: 'tooManyCodes', notBefore: expect.any(Number) };
    expect(await each.heldBack(MINE)).toEqual(held);
    expect(await each.send(codeTo(MINE))).toEqual(held);
  }
  expect(await a.send(codeTo(mobileOf(2)))).toBe('sent');
  expect(gateway.messages).toHaveLength(6);
  const { notBefore = 0 } = (await a.heldBack(MINE)) ?? {};
  expect(notBefore).toBeGreaterThan(NOW + 23 * 3_600_000);
  expect(notBefore).toBeLessThanOrEqual(NOW + 24 * 3_600_000);
});

test('SMS-2 of many asked for at once no more are sent than there is room for', async () => {
  const said = await Promise.all(Array.from({ length: 40 }, () => node().send(codeTo(MINE))));
  expect(said.filter((each) => each === 'sent')).toHaveLength(5);
  expect(gateway.messages).toHaveLength(5);
});

test('P10 strangers who type a mobile’s number leave its account two codes of the day', async () => {
  const codes = node();
  const byStrangers = [];
  for (let i = 0; i < 10; i += 1) byStrangers.push(await codes.send(codeTo(MINE), 'stranger'));
  expect(byStrangers.filter((said) => said === 'sent')).toHaveLength(3);
  expect(await codes.heldBack(MINE)).toBeNull();
  expect([await codes.send(codeTo(MINE)), await codes.send(codeTo(MINE))]).toEqual(['sent', 'sent']);
  expect(await codes.send(codeTo(MINE))).toMatchObject({ refused: 'tooManyCodes' });
});

test('P10 registrations leave half of a minute’s codes to those who confirm a number', async () => {
  const codes = node({ codesPerMinute: 20 });
  for (let i = 0; i < 10; i += 1) expect(await codes.send(codeTo(mobileOf(i)), 'stranger')).toBe('sent');
  const held = { refused: 'messagesPaused', notBefore: expect.any(Number) };
  for (let i = 10; i < 40; i += 1) expect(await codes.send(codeTo(mobileOf(i)), 'stranger')).toEqual(held);
  expect(opened).toEqual([]);
  for (let i = 50; i < 60; i += 1) expect(await codes.send(codeTo(mobileOf(i)))).toBe('sent');
  expect(await codes.send(codeTo(mobileOf(60)))).toEqual(held);
});

test('SMS-2 the breaker opens for all when a minute has had its codes, with one alarm at each node', async () => {
  const [a, b] = [node({ codesPerMinute: 20 }), node({ codesPerMinute: 20 })];
  for (let i = 0; i < 20; i += 1) expect(await a.send(codeTo(mobileOf(i)))).toBe('sent');
  expect(opened).toEqual([]);
  for (let i = 20; i < 30; i += 1)
    for (const each of [a, b])
      expect(await each.send(codeTo(mobileOf(i)))).toMatchObject({ refused: 'messagesPaused' });
  expect(await b.heldBack(mobileOf(50))).toMatchObject({ refused: 'messagesPaused' });
  expect(gateway.messages).toHaveLength(20);
  expect(opened).toHaveLength(2);
  for (const until of opened) expect(until).toBeGreaterThan(NOW);
  for (const until of opened) expect(until).toBeLessThanOrEqual(NOW + 60_000);
  expect(told.filter((outcome) => outcome === 'messagesPaused')).toHaveLength(21);
});

test('SMS-4 what the breaker holds back, or the gateway does not take, is none of the mobile’s five', async () => {
  const codes = node({ codesPerMinute: 2 });
  gateway.down = true;
  for (let i = 0; i < 10; i += 1) expect(await codes.send(codeTo(MINE))).toBe('gatewayDown');
  gateway.down = false;
  for (let i = 0; i < 2; i += 1) expect(await codes.send(codeTo(MINE))).toBe('sent');
  for (let i = 0; i < 10; i += 1) expect(await codes.send(codeTo(MINE))).toMatchObject({ refused: 'messagesPaused' });
  const tomorrow = node();
  for (let i = 0; i < 3; i += 1) expect(await tomorrow.send(codeTo(MINE))).toBe('sent');
  expect(await tomorrow.send(codeTo(MINE))).toMatchObject({ refused: 'tooManyCodes' });
});

test('SMS-4 where the counts cannot be had no code goes out, and nobody is told a wrong yes', async () => {
  const broken = new LimitedCodes({
    gateway,
    counts: {
      look: () => Promise.reject(new Error('no Redis')),
      count: () => Promise.reject(new Error('no Redis')),
      giveBack: () => Promise.reject(new Error('no Redis')),
    },
    limits: { codesPerDay: 5, codesPerMinute: 1_000 },
    onOutcome: (outcome) => told.push(outcome),
    opened: () => undefined,
  });
  expect(await broken.send(codeTo(MINE))).toBe('gatewayDown');
  expect(gateway.messages).toEqual([]);
  expect(told).toEqual(['gatewayDown']);
});

test('ACCT-4 what is counted for names nobody', async () => {
  const mobile = `139${String(randomBytes(4).readUInt32BE() % 100_000_000).padStart(8, '0')}`;
  await node().send(codeTo(mobile), 'stranger');
  const everything = await everythingIn(redis);
  expect(everything).toContain('codes-mobile');
  expect(everything).not.toContain(mobile);
});
