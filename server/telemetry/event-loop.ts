import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

/** How often the loop is asked whether it is on time, in ms. */
const RESOLUTION = 10;

/**
 * How late the event loop comes to what is due: everybody of this process waits that long. Counted since the last
 * reading; of several processes the worst is shown.
 */
export const watchEventLoop = (registry: Registry): void => {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  // node counts the interval itself as delay: what is above it is ours.
  const seconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - RESOLUTION / 1e3);
  const gauge = (name: string, help: string, collect?: () => void) =>
    new Gauge({
      registers: [registry],
      name: `xuanhao_event_loop_delay_${name}_seconds`,
      help,
      aggregator: 'max',
      ...(collect ? { collect } : {}),
    });
  // The first of them is asked first, and fills in the others.
  const p50 = gauge('p50', 'Half of the time the event loop was less late than this', () => {
    p50.set(seconds(delay.percentile(50)));
    p99.set(seconds(delay.percentile(99)));
    max.set(seconds(delay.max));
    delay.reset();
  });
  const p99 = gauge('p99', '99 % of the time the event loop was less late than this');
  const max = gauge('max', 'The longest that the event loop was late');
};
