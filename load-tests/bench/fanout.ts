import type { BareCalls } from './counterparts/bare.ts';
import type { WatcherCalls } from './drivers/watchers.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';
import { startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { mediansOf, timesOf } from './support/stats.ts';

const WATCHERS = 10_000;
const ROUNDS = quick ? 2 : 5;

/**
 * How soon everybody who watches a number receives the push when it is taken, from the claim's ack on, the wait for the
 * tick included, and how many bytes each is sent. The counterpart sends the same message to as many sockets at once,
 * without a tick, by Socket.IO's own broadcast.
 */
export const fanout: Bench = {
  names: ['fanout_p99_ms', 'fanout_bytes'],
  run: async (progress) => {
    const count = sized(WATCHERS);
    const service = await startService({
      demoAccounts: count + ROUNDS + 1,
      authority: { verifyIntervalSeconds: 0, captchaWork: 1 },
    });
    const bareServer = startScript<BareCalls>('counterparts/bare.ts', 'server');
    const ours = startScript<WatcherCalls>('drivers/watchers.ts', 'driver');
    const bare = startScript<WatcherCalls>('drivers/watchers.ts', 'driver');
    const server = { port: service.port, redis: service.redis };
    await ours.call('connect', { ...server, count });
    await bare.call('connect', { port: await bareServer.call('listen', undefined), count });

    const round = async (i: number) => {
      const plate = `88AX${i}`;
      const push = { pattern: plate, seq: 1, matching: 0, usable: ['', '', '', '', ''] };
      return {
        ours: await ours.call('takeFromAll', { ...server, count: 1, first: count + 1 + i, plate }),
        bare: await bare.call('tellAll', { push }),
      };
    };
    await round(0);
    const rounds: Awaited<ReturnType<typeof round>>[] = [];
    for (let i = 1; i <= ROUNDS; i += 1) {
      const each = await round(i);
      for (const { heard } of [each.ours, each.bare])
        if (heard !== count) throw new Error(`${heard} of ${count} watchers heard of it`);
      progress(`p99 ${each.ours.p99.toFixed(0)} ms, bare ${each.bare.p99.toFixed(0)} ms; ${each.ours.bytes} bytes`);
      rounds.push(each);
    }
    const { p99, bytes, p50, max } = mediansOf(rounds.map((each) => each.ours));
    const { bytes: bareBytes, ...bareFigures } = mediansOf(rounds.map((each) => each.bare));
    const around = { watchers: count, rounds: ROUNDS };
    return [
      { name: 'fanout_p99_ms', value: p99, unit: 'ms', detail: { p50, max, bare: timesOf(bareFigures), ...around } },
      { name: 'fanout_bytes', value: bytes, unit: 'bytes', detail: { bareBytes, ...around } },
    ];
  },
};
