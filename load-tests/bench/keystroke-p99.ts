import type { BareCalls } from './counterparts/bare.ts';
import type { TakerCalls } from './drivers/takers.ts';
import type { TypistCalls } from './drivers/typists.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';
import { startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { median } from './support/stats.ts';

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
    await typists.call('connect', { port: service.port, redis: service.redis, count });
    await others.call('connect', { port: service.port, redis: service.redis, count: takers, first: count + 1 });
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
    const rounds: {
      ours: Awaited<ReturnType<typeof ours>>;
      bare: Awaited<ReturnType<typeof imitators.call<'type'>>>;
    }[] = [];
    for (let i = 0; i < ROUNDS; i += 1) {
      const each = {
        ours: await ours(SECONDS),
        bare: await imitators.call('type', { rate: count, seconds: SECONDS }),
      };
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
    const middle = (of: 'ours' | 'bare', figure: 'p50' | 'p99' | 'max' | 'acks' | 'pushes') =>
      Number(median(rounds.map((each) => each[of][figure])).toFixed(2));
    const detail = {
      p50: middle('ours', 'p50'),
      max: middle('ours', 'max'),
      keys: middle('ours', 'acks'),
      pushes: middle('ours', 'pushes'),
      takenPerSecond: Math.round(median(rounds.map((each) => each.ours.takenPerSecond))),
      lost: 0,
      bare: { p50: middle('bare', 'p50'), p99: middle('bare', 'p99'), max: middle('bare', 'max') },
      typists: count,
      takers,
      rounds: ROUNDS,
    };
    return [{ name: 'keystroke_p99_ms', value: middle('ours', 'p99'), unit: 'ms', detail }];
  },
};
