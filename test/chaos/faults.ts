import type { Fault } from './fault.ts';
import { nodeKilled } from './faults/node-killed.ts';

/** Every fault that can be played. */
export const faults: readonly Fault[] = [nodeKilled];
