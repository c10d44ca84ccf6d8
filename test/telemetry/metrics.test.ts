import { expect, test } from 'vitest';
import { createMetrics } from '../../server/telemetry/metrics.ts';

test('two servers in one process keep their own figures', async () => {
  const [first, second] = [createMetrics(), createMetrics()];
  first.commands.inc({ command: 'verifyPlate', outcome: 'held' });
  expect((await first.read()).text).toContain('xuanhao_commands_total{command="verifyPlate",outcome="held"} 1');
  expect((await second.read()).text).not.toContain('outcome="held"');
});

test('every figure carries the prefix, the delay of the event loop among them', async () => {
  const { text, type } = await createMetrics().read();
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(names).toContain('xuanhao_nodejs_eventloop_lag_p99_seconds');
  expect(names.filter((name) => !name?.startsWith('xuanhao_'))).toEqual([]);
  expect(type).toMatch(/^text\/plain/);
});
