import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from '../../server/limits/token-bucket.ts';

const takeAll = (bucket: TokenBucket, now: number): number => {
  let taken = 0;
  while (bucket.take(now)) taken += 1;
  return taken;
};

test('a burst at once, and then as many as come back', () => {
  const bucket = new TokenBucket({ perSecond: 5, burst: 20 }, 0);
  expect(takeAll(bucket, 0)).toBe(20);
  expect(takeAll(bucket, 1_000)).toBe(5);
  expect(takeAll(bucket, 1_100)).toBe(0);
});

test.each([
  { perSecond: 20_000, burst: 40_000 },
  { perSecond: 3_000, burst: 6_000 },
  { perSecond: 0.3, burst: 7 },
])('of %o just the burst is there at once, at any time of our century', (allowance) => {
  const now = 1_795_000_000_123.4;
  expect(takeAll(new TokenBucket(allowance, now), now)).toBe(allowance.burst);
});

test('what is not used is not saved beyond the burst', () => {
  const bucket = new TokenBucket({ perSecond: 5, burst: 20 }, 0);
  expect(takeAll(bucket, 3_600_000)).toBe(20);
});

test('FLOW-3 it says from when the next one is there, and a refusal costs nothing', () => {
  const bucket = new TokenBucket({ perSecond: 4, burst: 1 }, 1_000);
  bucket.take(1_000);
  for (const now of [1_000, 1_100, 1_249]) {
    expect(bucket.take(now)).toBe(false);
    expect(bucket.nextAt()).toBe(1_250);
  }
  expect(bucket.take(1_250)).toBe(true);
});

test('P10 in no span of time can more be taken than the burst and what came back in it', () => {
  const pauses = fc.array(fc.nat(400), { minLength: 1, maxLength: 200 });
  const allowance = fc.record({ perSecond: fc.integer({ min: 1, max: 40 }), burst: fc.integer({ min: 1, max: 80 }) });
  const property = fc.property(allowance, pauses, ({ perSecond, burst }, waits) => {
    const bucket = new TokenBucket({ perSecond, burst }, 0);
    let [now, taken] = [0, 0];
    for (const wait of waits) {
      now += wait;
      if (bucket.take(now)) taken += 1;
      else expect(bucket.nextAt()).toBeGreaterThan(now);
      expect(taken).toBeLessThanOrEqual(burst + (now / 1_000) * perSecond + 0.01);
    }
  });
  fc.assert(property, { seed: 20160110 });
});
