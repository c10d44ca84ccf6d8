import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Sampled, sampledGauge, sampledGauges } from '../../server/telemetry/sampled.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

test('however many look, a reading is taken once a second', async () => {
  let readings = 0;
  const sampled = new Sampled(async () => ++readings);
  expect(await Promise.all([sampled.get(), sampled.get(), sampled.get()])).toEqual([1, 1, 1]);
  vi.advanceTimersByTime(999);
  expect(await sampled.get()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await sampled.get()).toBe(2);
});

test('SAFE-3 what does not answer is not waited for beyond a second, and is not known', async () => {
  const sampled = new Sampled(() => new Promise<number>(() => undefined));
  const reading = sampled.get();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await reading).toBeUndefined();
  expect(await new Sampled(() => Promise.reject(new Error('gone'))).get()).toBeUndefined();
});

test('a figure that is not known any more is not shown, rather than an old one or nought', async () => {
  const registry = new Registry();
  const known: { one: number | undefined; many: Record<string, number> | undefined } = { one: 5, many: { held: 3 } };
  sampledGauge(registry, { name: 'one', help: 'one', together: 'max' }, () => known.one);
  sampledGauges(registry, { name: 'many', help: 'many', together: 'max', label: 'state' }, async () => known.many);
  expect(await registry.metrics()).toMatch(/^one 5\n[^]*^many\{state="held"\} 3$/m);
  known.one = undefined;
  known.many = undefined;
  expect(await registry.metrics()).not.toMatch(/^(one|many)\b/m);
  known.one = 0;
  expect(await registry.metrics()).toMatch(/^one 0$/m);
});
