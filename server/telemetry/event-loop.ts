import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Registry } from 'prom-client';
import { sampledGauge } from './sampled.ts';

/** How often the loop's delay is measured. */
const RESOLUTION_MS = 10;

/** How long a window lasts; the last full one is shown together with the present one. */
const WINDOW_MS = 15_000;

type Late = { readonly p50: number; readonly p99: number; readonly max: number };

/**
 * How late the event loop comes to what is due: every client of this process waits that long. The figures cover the last
 * 15 to 30 s, however often they are read; of several processes the worst is shown.
 */
export const watchEventLoop = (registry: Registry): void => {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let before: Late = { p50: 0, p99: 0, max: 0 };
  // Node counts the interval itself as delay; only what is above it is real.
  const seconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3);
  const present = (): Late => ({
    p50: seconds(delay.percentile(50)),
    p99: seconds(delay.percentile(99)),
    max: seconds(delay.max),
  });
  setInterval(() => {
    before = present();
    delay.reset();
  }, WINDOW_MS).unref();
  const gauge = (name: keyof Late, help: string): void =>
    sampledGauge(registry, { name: `xuanhao_event_loop_delay_${name}_seconds`, help, together: 'max' }, () =>
      Math.max(before[name], present()[name]),
    );
  gauge('p50', 'Half of the time the event loop was less late than this');
  gauge('p99', '99 % of the time the event loop was less late than this');
  gauge('max', 'The longest that the event loop was late');
};
