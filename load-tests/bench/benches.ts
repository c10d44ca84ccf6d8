import { cube } from './cube.ts';
import { keystrokeCpu } from './keystroke-cpu.ts';
import { keystrokeLookup } from './keystroke-lookup.ts';
import type { Bench } from './measure.ts';

/** Every bench, in the order in which they run. */
export const benches: readonly Bench[] = [keystrokeCpu, keystrokeLookup, cube];
