import type { deriveKeys } from '../checks/derived-keys.ts';
import type { Config } from '../config.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** What all stages build on; it is made first, and once in a process. */
export type Base = {
  readonly config: Config;
  readonly version: string;
  readonly secret: Buffer;
  readonly keys: ReturnType<typeof deriveKeys>;
  /** By which this service knows its own cookies. */
  readonly cookieMark: string;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly log: Log;
};
