import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { Durations } from '../../server/telemetry/durations.ts';

const bounds = [0.001, 0.01, 0.1, 1];
/** Also what lies exactly on a bound. */
const seconds = fc.oneof(fc.constantFrom(0, ...bounds), fc.double({ min: 0, max: 3, noNaN: true }));

/** What a scraper reads, line by line; the order of labels says nothing. */
const linesOf = async (registry: Registry): Promise<string[]> =>
  (await registry.metrics())
    .split('\n')
    .map((line) => line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').toSorted().join()}}`))
    .toSorted();

test('with a label, it tells what the library’s own histogram tells', async () => {
  const took = fc.array(fc.record({ command: fc.constantFrom('hold', 'draw'), seconds }));
  const property = fc.asyncProperty(took, async (all) => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const about = { name: 'x_seconds', help: 'x' };
    const mine = new Durations(ours, { ...about, bounds, label: 'command' });
    const model = new Histogram({ ...about, registers: [theirs], buckets: bounds, labelNames: ['command'] });
    for (const each of all) {
      mine.of(each.command).took(each.seconds);
      model.observe({ command: each.command }, each.seconds);
    }
    expect(await linesOf(ours)).toEqual(await linesOf(theirs));
    expect(await mine.get()).toMatchObject({ type: 'histogram', aggregator: 'sum' });
  });
  await fc.assert(property, { seed: 20160111, numRuns: 100 });
});

test('without a label, it is there before anything was counted', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const mine = new Durations(ours, { name: 'x_seconds', help: 'x', bounds });
  const model = new Histogram({ name: 'x_seconds', help: 'x', registers: [theirs], buckets: bounds });
  expect(await linesOf(ours)).toEqual(await linesOf(theirs));
  mine.took(0.1);
  model.observe(0.1);
  expect(await linesOf(ours)).toEqual(await linesOf(theirs));
});
