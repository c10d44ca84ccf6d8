import { checkHistory } from './check-history.ts';
import { comeBack } from './come-back.ts';
import { cube } from './cube.ts';
import { fanout } from './fanout.ts';
import { gate } from './gate.ts';
import { growth } from './growth.ts';
import { idleBytes } from './idle-bytes.ts';
import { keystrokeCpu } from './keystroke-cpu.ts';
import { keystrokeLookup } from './keystroke-lookup.ts';
import { keystrokeP99 } from './keystroke-p99.ts';
import { lapse } from './lapse.ts';
import type { Bench } from './measure.ts';
import { page } from './page.ts';
import { start } from './start.ts';
import { verify } from './verify.ts';

/** Every bench, in the order in which they run. */
export const benches: readonly Bench[] = [
  keystrokeCpu,
  keystrokeLookup,
  keystrokeP99,
  idleBytes,
  fanout,
  comeBack,
  cube,
  verify,
  gate,
  checkHistory,
  lapse,
  start,
  page,
  growth,
];
