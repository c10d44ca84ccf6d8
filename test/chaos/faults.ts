import type { Fault } from './fault.ts';
import { alarmsAbsent } from './faults/alarms-absent.ts';
import { deadlineEdges } from './faults/deadline-edges.ts';
import { lostAcks } from './faults/lost-acks.ts';
import { nodeFrozen } from './faults/node-frozen.ts';
import { nodeKilled } from './faults/node-killed.ts';
import { oneVehicle } from './faults/one-vehicle.ts';
import { redisForgotten } from './faults/redis-forgotten.ts';
import { rollingRestart } from './faults/rolling-restart.ts';
import { scriptEdges } from './faults/script-edges.ts';

/** Every fault that can be played. */
export const faults: readonly Fault[] = [
  nodeKilled,
  rollingRestart,
  nodeFrozen,
  alarmsAbsent,
  redisForgotten,
  oneVehicle,
  lostAcks,
  deadlineEdges,
  scriptEdges,
];
