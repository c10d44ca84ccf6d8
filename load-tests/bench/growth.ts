import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { blockId } from '../../protocol/ids.ts';
import { ALPHABET } from '../../protocol/plate.ts';
import { projectRoot } from '../../server/project-root.ts';
import type { Bench } from './measure.ts';
import { ordinaryBlocks } from './support/full-pool.ts';
import { type Cost, measureCost, type Setting } from './support/growth-cost.ts';
import { markdownOf, plotOf } from './support/growth-report.ts';
import { quick } from './support/size.ts';

const everything = {
  id: blockId.parse('everything'),
  name: { zh: '全部组合', en: 'Everything' },
  positions: Array.from({ length: 5 }, () => ALPHABET),
};
const POOLS = [
  { numbers: 48_000, blocks: [] },
  { numbers: 7_060_000, blocks: ordinaryBlocks },
  { numbers: 34 ** 5, blocks: [everything] },
] as const;
const [SMALL] = POOLS;
const SOCKETS = quick ? [100, 300, 1_000] : [100, 1_000, 10_000];
const BASE_SOCKETS = SOCKETS[1] ?? 0;
const PROCESSES = [1, 2, 4];

const SETTINGS: readonly Setting[] = [
  ...POOLS.map((pool) => ({ series: 'numbers' as const, at: pool.numbers, pool, sockets: BASE_SOCKETS, processes: 1 })),
  ...SOCKETS.map((sockets) => ({ series: 'sockets' as const, at: sockets, pool: SMALL, sockets, processes: 1 })),
  ...PROCESSES.map((at) => ({ series: 'processes' as const, at, pool: SMALL, sockets: BASE_SOCKETS, processes: at })),
];

const sameAs = (a: Setting, b: Setting): boolean =>
  a.pool === b.pool && a.sockets === b.sockets && a.processes === b.processes;

/**
 * The cost of a keystroke, a verification and a push in larger pools, with more sockets, by more processes. It is the CPU
 * time of all server processes, since on one machine the drivers take turns with them. Writes a table and a picture to
 * `load-tests/results/`; its figure is the most expensive keystroke ÷ the cheapest.
 */
export const growth: Bench = {
  names: ['growth'],
  patience: 600_000,
  onlyByName: true,
  run: async (progress) => {
    const costs: Cost[] = [];
    for (const setting of SETTINGS) {
      const known = costs.find((cost) => sameAs(cost, setting));
      const cost = { ...setting, micros: known?.micros ?? (await measureCost(setting)) };
      progress(`${setting.series} ${setting.at}: ${JSON.stringify(cost.micros)} µs`);
      costs.push(cost);
      await delay(500);
    }
    const folder = join(projectRoot, 'load-tests/results');
    mkdirSync(folder, { recursive: true });
    const rows = costs.map(({ series, at, sockets, processes, pool: { numbers }, micros }) => {
      return { series, at, numbers, sockets, processes, micros };
    });
    writeFileSync(join(folder, 'growth.json'), `${JSON.stringify(rows, undefined, 2)}\n`);
    writeFileSync(join(folder, 'growth.md'), markdownOf(costs));
    writeFileSync(join(folder, 'growth.svg'), plotOf(costs));
    const keystrokes = costs.map(({ micros }) => micros.keystroke);
    const value = Math.max(...keystrokes) / Math.min(...keystrokes);
    return [{ name: 'growth', value, unit: 'ratio', detail: { cpuMicroseconds: rows } }];
  },
};
