import type { BareCalls } from './counterparts/bare.ts';
import type { TypistCalls } from './drivers/typists.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';
import { startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { median, mediansOf } from './support/stats.ts';
import { cpuTimeOf } from './support/usage.ts';

/** Below the 40 queries a second that one connection may send. */
const TYPISTS = 1_000;
const RATE = 20_000;
const ROUNDS = quick ? 3 : 12;
const SECONDS = quick ? 1 : 2;
/** So many times as long as a round; V8 goes on translating for some seconds. */
const WARM_UP = quick ? 1 : 3;

/**
 * What a whole keystroke costs the server beside the least that Socket.IO can do: signed in, its fields checked, its
 * keys read by the layout, answered from the cube, its watching moved to the new pattern, acked. The counterpart acks
 * the same packets with the replies that ours gave. Both are asked at the same pace, by turns, on the same core; CPU
 * time is that of all threads of the process, with whatever else it does meanwhile.
 */
export const keystrokeCpu: Bench = {
  names: ['keystroke_cpu_vs_bare'],
  run: async (progress) => {
    const count = sized(TYPISTS);
    const rate = sized(RATE);
    const service = await startService({ demoAccounts: count });
    const bare = startScript<BareCalls>('counterparts/bare.ts', 'server');
    const ours = { pid: service.pid, driver: startScript<TypistCalls>('drivers/typists.ts', 'driver') };
    const theirs = { pid: bare.pid, driver: startScript<TypistCalls>('drivers/typists.ts', 'driver') };
    await ours.driver.call('connect', { port: service.port, redis: service.redis, count });
    const port = await bare.call('listen', undefined);
    await theirs.driver.call('connect', { port, count });
    progress(`${count} typists each, ${rate} keys a second`);

    const round = async ({ pid, driver }: typeof ours, seconds: number) => {
      const before = cpuTimeOf(pid);
      const typed = await driver.call('type', { rate, seconds, awake: true });
      const cpu = cpuTimeOf(pid) - before;
      if (typed.unanswered > 0 || typed.refused > 0) throw new Error(`not all was answered: ${JSON.stringify(typed)}`);
      return { ...typed, microseconds: cpu / 1_000 / typed.acks };
    };
    await round(ours, WARM_UP * SECONDS);
    await bare.call('reply', await ours.driver.call('samples', undefined));
    await round(theirs, WARM_UP * SECONDS);

    const both = async () => ({ ours: await round(ours, SECONDS), theirs: await round(theirs, SECONDS) });
    const rounds: Awaited<ReturnType<typeof both>>[] = [];
    for (let i = 0; i < ROUNDS; i += 1) {
      const pair = await both();
      progress(`${pair.ours.microseconds.toFixed(2)} µs a keystroke, ${pair.theirs.microseconds.toFixed(2)} µs bare`);
      rounds.push(pair);
    }
    const sideOf = (of: 'ours' | 'theirs') => {
      const { microseconds: cpuMicroseconds, bytesPerKey, bytesPerAck } = mediansOf(rounds.map((pair) => pair[of]));
      return { cpuMicroseconds, bytesPerKey, bytesPerAck };
    };
    const value = median(rounds.map((pair) => pair.ours.microseconds / pair.theirs.microseconds));
    const detail = { keystroke: sideOf('ours'), bare: sideOf('theirs'), typists: count, rate, rounds: ROUNDS };
    return [{ name: 'keystroke_cpu_vs_bare', value, unit: 'ratio', detail }];
  },
};
