import { BLANK } from '../../protocol/plate.ts';
import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { Numbers } from './numbers.ts';
import { matches } from './patterns.ts';

/** Holds a client's final picture against the free numbers, counted one by one (LIVE-1, COMP-3). */
export const checkSettled = (settled: LineOf<'settled'>, numbers: Numbers, report: Report): void => {
  const { client, topic, free, usable } = settled;
  const what = `client ${client} shows ${topic} in the end with`;
  if (topic === 'pool') {
    if (free !== numbers.free.size)
      report('LIVE-1', `${what} ${free} free numbers where there are ${numbers.free.size}`);
    return;
  }
  const matching = [...numbers.free].map((address) => numbers.plate(address)).filter((plate) => matches(topic, plate));
  if (free !== matching.length) report('COMP-3', `${what} ${free} free numbers where ${matching.length} match`);
  for (const [i, sign] of [...topic].entries()) {
    if (sign !== BLANK || usable === undefined) continue;
    const others = [...new Set(matching.map((plate) => plate.charAt(i)))].toSorted().join('');
    if ([...(usable[i] ?? '')].toSorted().join('') !== others)
      report('COMP-3', `${what} ${usable[i]} usable at position ${i + 1} where ${others || 'nothing'} is`);
  }
};
