import { Counter, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createMetrics, type Metrics } from '../../server/telemetry/metrics.ts';
import type { Figures } from '../../server/workers/messages.ts';
import { MetricsAggregator } from '../../server/workers/metrics-aggregator.ts';

const line = async (gathering: MetricsAggregator, name: string): Promise<string | undefined> =>
  (await gathering.read([])).text
    .split('\n')
    .find((each) => each.startsWith(`${name} `) || each.startsWith(`${name}{`));

const figuresOf = (metrics: Metrics) => metrics.registry.getMetricsAsJSON();

test('what is counted adds up, and of event loops the worst is told', async () => {
  const [first, second] = [createMetrics(), createMetrics()];
  first.connections.set(3);
  second.connections.set(4);
  first.commands.answered('typePattern', 'answered', 0.002);
  second.commands.answered('typePattern', 'answered', 0.2);
  for (const metrics of [first, second]) metrics.engine.set({ engine: 'uws' }, 1);
  const gathering = new MetricsAggregator();
  const [one, two] = [await figuresOf(first), await figuresOf(second)];
  gathering.heard(1, one);
  gathering.heard(2, two);
  expect(await line(gathering, 'xuanhao_connections')).toBe('xuanhao_connections 7');
  expect(await line(gathering, 'xuanhao_engine')).toBe('xuanhao_engine{engine="uws"} 1');
  const { type, text } = await gathering.read([]);
  expect(text).toContain('xuanhao_command_seconds_count{command="typePattern"} 2');
  expect(text).toContain('xuanhao_command_seconds_bucket{le="0.0025",command="typePattern"} 1');
  expect(text).toContain('xuanhao_command_seconds_bucket{le="+Inf",command="typePattern"} 2');
  expect(type).toMatch(/^text\/plain/);
  const delay = (figures: Figures) =>
    figures.find(({ name }) => name === 'xuanhao_event_loop_delay_max_seconds')?.values[0]?.value ?? Number.NaN;
  const worst = await line(gathering, 'xuanhao_event_loop_delay_max_seconds');
  expect(Number(worst?.split(' ')[1])).toBe(Math.max(delay(one), delay(two)));
});

test('what a dead worker had counted goes on counting, and its gauges end with it', async () => {
  const gathering = new MetricsAggregator();
  for (const pid of [1, 2, 3]) {
    const metrics = createMetrics();
    for (let i = 0; i < pid; i += 1) metrics.commands.answered('drawPlates', 'drawn', 0.01);
    metrics.connections.set(10);
    gathering.heard(pid, await figuresOf(metrics));
  }
  await gathering.lost(1);
  await gathering.lost(2);
  await gathering.lost(4);
  const drawn = 'xuanhao_commands_total{command="drawPlates",outcome="drawn"}';
  expect(await line(gathering, drawn)).toBe(`${drawn} 6`);
  expect(await line(gathering, 'xuanhao_connections')).toBe('xuanhao_connections 10');
});

test("the supervisor's own figures stand beside the workers'", async () => {
  const own = new Registry();
  new Counter({ registers: [own], name: 'xuanhao_worker_deaths_total', help: 'deaths' }).inc(2);
  const { text } = await new MetricsAggregator().read(await own.getMetricsAsJSON());
  expect(text).toContain('xuanhao_worker_deaths_total 2');
});
