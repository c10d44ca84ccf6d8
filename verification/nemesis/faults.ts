import type { Fault } from './fault.ts';
import { alarmsAbsent } from './faults/alarms-absent.ts';
import { clocksJump } from './faults/clocks-jump.ts';
import { connectionsReset } from './faults/connections-reset.ts';
import { deadlineEdges } from './faults/deadline-edges.ts';
import { diskFull } from './faults/disk-full.ts';
import { lostAcks } from './faults/lost-acks.ts';
import { memoryLimit } from './faults/memory-limit.ts';
import { nodeFrozen } from './faults/node-frozen.ts';
import { nodeKilled } from './faults/node-killed.ts';
import { oneVehicle } from './faults/one-vehicle.ts';
import { powerCut } from './faults/power-cut.ts';
import { redisForgotten } from './faults/redis-forgotten.ts';
import { redisKilled } from './faults/redis-killed.ts';
import { redisStopped } from './faults/redis-stopped.ts';
import { replicaPromoted } from './faults/replica-promoted.ts';
import { replicasStopped } from './faults/replicas-stopped.ts';
import { rollingRestart } from './faults/rolling-restart.ts';
import { scriptEdges } from './faults/script-edges.ts';
import { scriptsFlushed } from './faults/scripts-flushed.ts';

/** Every fault that can be played. */
export const faults: readonly Fault[] = [
  nodeKilled,
  rollingRestart,
  nodeFrozen,
  alarmsAbsent,
  redisForgotten,
  clocksJump,
  oneVehicle,
  lostAcks,
  deadlineEdges,
  scriptEdges,
  redisKilled,
  powerCut,
  redisStopped,
  replicaPromoted,
  replicasStopped,
  connectionsReset,
  scriptsFlushed,
  memoryLimit,
  diskFull,
];
