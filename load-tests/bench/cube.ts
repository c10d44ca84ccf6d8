import type { CubeCalls } from './drivers/cube.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';

/**
 * What the cube costs at its widest, 34^5 = 45.4 million numbers: random patterns with 0 to 5 blanks, random takes, and
 * memory. The counterparts: a scan of the numbers that a pattern allows, a bit of a bitmap turned, a count of four bytes
 * for every pattern.
 */
export const cube: Bench = {
  names: ['cube_query_ns', 'cube_take_ns', 'cube_mb'],
  run: async (progress) => {
    const { call } = startScript<CubeCalls>('drivers/cube.ts', 'server');
    const { bytes, numbers, cells, fillNs } = await call('memory', undefined);
    progress(`${numbers} numbers in ${bytes} bytes`);
    const { picture, scan, matching, onOrdinary, ...query } = await call('query', undefined);
    progress(`${picture} ns a query, ${scan} ns by scanning`);
    const { take, bit, touched, ...taken } = await call('take', undefined);
    progress(`${take} ns a take`);
    const fillMs = Object.fromEntries(
      Object.entries(fillNs).map(([what, ns]) => [what, Number((ns / 1e6).toFixed(1))]),
    );
    const what =
      'the count of a pattern and the usable characters of all its open positions; 999 of 1,000 numbers free';
    const queries = { what, scanNs: scan, countAloneNs: matching, onOrdinarySerialsNs: onOrdinary, ...query };
    const takes = { what: 'takes and gives', bitAloneNs: bit, touchedCellsNs: touched, ...taken };
    const [bitmapMb, countPerPatternMb] = [numbers / 8e6, (cells * 4) / 1e6];
    return [
      { name: 'cube_query_ns', value: picture, unit: 'ns', detail: queries },
      { name: 'cube_take_ns', value: take, unit: 'ns', detail: takes },
      {
        name: 'cube_mb',
        value: bytes / 1e6,
        unit: 'MB',
        detail: { numbers, patterns: cells, bitmapMb, countPerPatternMb, fillMs },
      },
    ];
  },
};
