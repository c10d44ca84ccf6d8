import type { Fault } from './fault.ts';
import { alarmsAbsent } from './faults/alarms-absent.ts';
import { nodeFrozen } from './faults/node-frozen.ts';
import { nodeKilled } from './faults/node-killed.ts';
import { redisForgotten } from './faults/redis-forgotten.ts';
import { rollingRestart } from './faults/rolling-restart.ts';

/** Every fault that can be played. */
export const faults: readonly Fault[] = [nodeKilled, rollingRestart, nodeFrozen, alarmsAbsent, redisForgotten];
