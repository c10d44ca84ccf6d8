import { setTimeout as delay } from 'node:timers/promises';
import { alarmQueueOf } from '../../server/expiry/alarms.ts';
import type { Stage } from './stage.ts';

/** How long alarms may take to ring when no hold is left, in ms: a queue that was cut off looks again after some 10 s. */
const TIMEOUT_MS = 15_000;

/**
 * Waits until every alarm that was set has rung; answers a sentence where some never do, because the queue has stalled.
 * An alarm that rang while its worker's connection broke stays with that worker for up to a minute, and delays nobody.
 */
export const alarmsLeft = async ({ redis, settings }: Stage): Promise<string[]> => {
  const queue = alarmQueueOf(settings.pool, await redis.client('queue'));
  try {
    let left = 0;
    for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(100)) {
      const { delayed = 0, waiting = 0 } = await queue.getJobCounts('delayed', 'waiting');
      left = delayed + waiting;
      if (left === 0) return [];
    }
    return [`${left} alarms have not rung ${TIMEOUT_MS / 1_000} s after the last hold had gone`];
  } finally {
    await queue.close();
  }
};
