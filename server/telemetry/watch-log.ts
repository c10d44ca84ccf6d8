import { Counter, type Registry } from 'prom-client';
import { lostLines } from './log.ts';

/** How many lines of the log were lost; all processes together. */
export const watchLog = (registry: Registry): void => {
  const counter = new Counter({
    registers: [],
    name: 'xuanhao_log_lines_lost_total',
    help: 'Lines of the log that were lost: on a full disk, or because nobody read them',
    collect() {
      this.reset();
      this.inc(lostLines());
    },
  });
  registry.registerMetric(counter);
};
