import type { BareCalls } from './counterparts/bare.ts';
import type { TakerCalls } from './drivers/takers.ts';
import type { TypistCalls } from './drivers/typists.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';
import { startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { mediansOf, timesOf } from './support/stats.ts';

const TYPISTS = 5_000;
const TAKERS = 400;
const TAKEN_A_SECOND = 200;
const ROUNDS = quick ? 2 : 3;
const SECONDS = quick ? 4 : 10;

/**
 * How long a key waits for its answer while people type, each one key a second, and others draw and give back: from the
 * instant at which the key was to be pressed, so that a driver that falls behind counts against us. The counterpart
 * acks as many keys of as many sockets, with nobody taking anything.
 */
export const keystrokeP99: Bench = {
  names: ['keystroke_p99_ms'],
  run: async (progress) => {
    const count = sized(TYPISTS);
    const takers = sized(TAKERS);
    const service = await startService({
      demoAccounts: count + takers,
      authority: { draws: 1_000, drawSize: 1, captchaWork: 1 },
    });
    const bare = startScript<BareCalls>('counterparts/bare.ts', 'server');
    const typists = startScript<TypistCalls>('drivers/typists.ts', 'driver');
    const others = startScript<TakerCalls>('drivers/takers.ts', 'driver');
    const imitators = startScript<TypistCalls>('drivers/typists.ts', 'driver');
    const { port, redis } = service;
    await typists.call('connect', { port, redis, count });
    await others.call('connect', { port, redis, count: takers, first: count + 1 });
    await imitators.call('connect', { port: await bare.call('listen', undefined), count });
    progress(`${count} typists, ${takers} takers`);

    const ours = async (seconds: number) => {
      const [typed, { perSecond }] = await Promise.all([
        typists.call('type', { rate: count, seconds }),
        others.call('take', { perSecond: sized(TAKEN_A_SECOND), seconds }),
      ]);
      return { ...typed, takenPerSecond: perSecond };
    };
    await ours(SECONDS / 2);
    await bare.call('reply', await typists.call('samples', undefined));
    await imitators.call('type', { rate: count, seconds: SECONDS / 4 });
    const round = async () => ({
      ours: await ours(SECONDS),
      bare: await imitators.call('type', { rate: count, seconds: SECONDS }),
    });
    const rounds: Awaited<ReturnType<typeof round>>[] = [];
    for (let i = 0; i < ROUNDS; i += 1) {
      const each = await round();
      const { p50, p99, max, takenPerSecond, pushes } = each.ours;
      progress(
        `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, max ${max.toFixed(1)} ms; ${takenPerSecond.toFixed(0)} taken a second, ` +
          `${pushes} pushes; bare p99 ${each.bare.p99.toFixed(1)} ms`,
      );
      rounds.push(each);
    }
    const missing = rounds.reduce((sum, { ours: { unanswered, refused } }) => sum + unanswered + refused, 0);
    const lost = await typists.call('lost', undefined);
    if (missing + lost > 0) throw new Error(`${missing} keys were not answered, ${lost} connections lost`);
    const { p50, p99, max, acks: keys, pushes, takenPerSecond } = mediansOf(rounds.map((each) => each.ours));
    const imitated = mediansOf(rounds.map((each) => timesOf(each.bare)));
    const around = { lost: 0, bare: imitated, typists: count, takers, rounds: ROUNDS };
    const detail = { p50, max, keys, pushes, takenPerSecond: Math.round(takenPerSecond), ...around };
    return [{ name: 'keystroke_p99_ms', value: p99, unit: 'ms', detail }];
  },
};
