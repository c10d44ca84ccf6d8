import { AggregatorRegistry } from 'prom-client';
import { expect, test } from 'vitest';
import { createMetrics } from '../../server/telemetry/metrics.ts';

test('two servers in one process keep their own figures', async () => {
  const [first, second] = [createMetrics(), createMetrics()];
  first.commands.answered('verifyPlate', 'held', 0.004);
  expect((await first.read()).text).toContain('xuanhao_commands_total{command="verifyPlate",outcome="held"} 1');
  expect((await second.read()).text).not.toContain('outcome="held"');
});

test('every figure carries the prefix, the delay of the event loop among them', async () => {
  const { text, type } = await createMetrics().read();
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(names).toContain('xuanhao_event_loop_delay_p99_seconds');
  expect(names.filter((name) => !name?.startsWith('xuanhao_'))).toEqual([]);
  expect(type).toMatch(/^text\/plain/);
});

test('the event loop’s delay is what is above its own ticking, whoever has read it before', async () => {
  const metrics = createMetrics();
  const longest = async (): Promise<number> =>
    Number(/^xuanhao_event_loop_delay_max_seconds (\S+)$/m.exec((await metrics.read()).text)?.[1]);
  const nextTick = () => new Promise((resolve) => setTimeout(resolve, 30));
  await nextTick();
  const before = await longest();
  // Longer than whatever a busy machine has kept it waiting until now.
  const blockedMs = 1_000 * before + 300;
  const end = performance.now() + blockedMs;
  while (performance.now() < end);
  await nextTick();
  expect(await longest()).toBeGreaterThan(before + 0.2);
  expect(await longest()).toBeGreaterThan(before + 0.2);
});

test('of several processes, commands are added up and the slowest event loop is shown', async () => {
  const [first, second] = [createMetrics(), createMetrics()];
  first.commands.answered('drawPlates', 'drawn', 0.004);
  second.commands.answered('drawPlates', 'drawn', 0.003);
  second.commands.answered('drawPlates', 'noneFree', 9);
  for (const { engine } of [first, second]) engine.set({ engine: 'uws' }, 1);
  const figures = await Promise.all([first, second].map(({ registry }) => registry.getMetricsAsJSON()));
  const text = await AggregatorRegistry.aggregate(figures).metrics();
  expect(text).toContain('xuanhao_commands_total{command="drawPlates",outcome="drawn"} 2');
  expect(text).toContain('xuanhao_command_seconds_bucket{le="0.005",command="drawPlates"} 2');
  expect(text).toContain('xuanhao_command_seconds_bucket{le="+Inf",command="drawPlates"} 3');
  expect(text).toContain('xuanhao_command_seconds_count{command="drawPlates"} 3');
  expect(text).toContain('xuanhao_engine{engine="uws"} 1');
});
