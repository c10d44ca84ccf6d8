import type { LookupCalls, Way } from './counterparts/lookup.ts';
import type { TypistCalls } from './drivers/typists.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';
import { startPlainRedis } from './support/plain-redis.ts';
import { startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { median } from './support/stats.ts';
import { cpuTimeOf } from './support/usage.ts';

/** So many that none of them comes to the 40 queries a second that one connection may send. */
const TYPISTS = 2_500;
/** Enough to keep a server and its Redis busy that answer some thousands a second. */
const FEWER = 200;
const ROUNDS = quick ? 2 : 5;
const SECONDS = quick ? 1 : 2;

/** `cpu`: the time of the server and its Redis for each key, in µs. */
type Raced = { readonly perSecond: number; readonly cpu: number };

/**
 * How many keystrokes a second one server answers, against the usual way, through the same socket layer: everybody
 * presses the next key when the last is answered. The usual way is asked in two ways, and the better one counts; a third,
 * which answers many keys with one look-up, is told beside them.
 */
export const keystrokeLookup: Bench = {
  names: ['keystroke_vs_lookup'],
  run: async (progress) => {
    const service = await startService({ demoAccounts: sized(TYPISTS) });
    const redis = await startPlainRedis();
    const lookup = startScript<LookupCalls>('counterparts/lookup.ts', 'server');
    const port = await lookup.call('listen', redis.target);
    await lookup.call('compare', '8??A8');
    const ours = startScript<TypistCalls>('drivers/typists.ts', 'driver');
    const theirs = startScript<TypistCalls>('drivers/typists.ts', 'driver');
    await ours.call('connect', { port: service.port, redis: service.redis, count: sized(TYPISTS) });
    await theirs.call('connect', { port, count: FEWER });

    const race = async (driver: typeof ours, pids: readonly number[]): Promise<Raced> => {
      const used = (): number => pids.reduce((sum, pid) => sum + cpuTimeOf(pid), 0);
      const before = used();
      const { answered, perSecond, refused } = await driver.call('race', { seconds: SECONDS });
      if (refused > 0) throw new Error(`${refused} keys were refused`);
      return { perSecond, cpu: (used() - before) / 1_000 / answered };
    };
    const usual = async (way: Way): Promise<Raced> => {
      await lookup.call('ask', way);
      return race(theirs, [lookup.pid, redis.pid]);
    };
    const round = async () => ({
      cube: await race(ours, [service.pid, service.redisPid]),
      ranges: await usual('ranges'),
      sets: await usual('sets'),
      sharedRanges: await usual('sharedRanges'),
    });
    await round();
    const rounds: Awaited<ReturnType<typeof round>>[] = [];
    for (let i = 0; i < ROUNDS; i += 1) {
      const each = await round();
      const told = Object.entries(each).map(([what, { perSecond, cpu }]) => {
        return `${what} ${perSecond.toFixed(0)} a second at ${cpu.toFixed(1)} µs`;
      });
      progress(told.join(', '));
      rounds.push(each);
    }
    const middle = (figure: keyof Raced) => {
      const of = (what: keyof (typeof rounds)[number]) =>
        Number(median(rounds.map((each) => each[what][figure])).toFixed(1));
      return {
        cube: of('cube'),
        sortedSetRanges: of('ranges'),
        setIntersections: of('sets'),
        sharedRanges: of('sharedRanges'),
      };
    };
    const keystrokesPerSecond = middle('perSecond');
    const { cube, sortedSetRanges, setIntersections } = keystrokesPerSecond;
    const detail = {
      keystrokesPerSecond,
      cpuMicrosecondsWithRedis: middle('cpu'),
      numbers: 48_000,
      typists: { cube: sized(TYPISTS), lookup: FEWER },
      rounds: ROUNDS,
    };
    const value = cube / Math.max(sortedSetRanges, setIntersections);
    return [{ name: 'keystroke_vs_lookup', value, unit: 'ratio', detail }];
  },
};
