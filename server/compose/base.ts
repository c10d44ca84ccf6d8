import type { deriveKeys } from '../checks/derived-keys.ts';
import type { Config } from '../config.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** The base of all stages: made first, once in a process. */
export type Base = {
  readonly config: Config;
  readonly version: string;
  readonly secret: Buffer;
  readonly keys: ReturnType<typeof deriveKeys>;
  /** Tells this service's cookies from those of a neighbour. */
  readonly cookieMark: string;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly log: Log;
};
