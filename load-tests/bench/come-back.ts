import type { ReturningCrowd } from './drivers/returning-crowd.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';
import { startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { median } from './support/stats.ts';

const PEOPLE = 10_000;
const WITHIN = 1_000;
const ROUNDS = quick ? 1 : 5;

/**
 * How long it takes until everyone is back who lost the connection at one instant and reconnects within a second:
 * welcomed, known by the session, with a fresh picture of the pool and of the own selection. The server still has their old
 * connections to clear away.
 */
export const comeBack: Bench = {
  names: ['come_back_ms'],
  run: async (progress) => {
    const count = sized(PEOPLE);
    const { port, redis } = await startService({ demoAccounts: count });
    const crowd = startScript<ReturningCrowd>('drivers/returning-crowd.ts', 'driver');
    await crowd.call('connect', { port, redis, count });
    progress(`${count} are connected`);
    const rounds: Awaited<ReturnType<ReturningCrowd['comeBack']>>[] = [];
    for (let i = 0; i < ROUNDS; i += 1) {
      const round = await crowd.call('comeBack', { port, within: WITHIN });
      progress(`the last is back after ${round.last.toFixed()} ms; ${round.tries} tries`);
      rounds.push(round);
    }
    const middle = (of: 'p50' | 'p99' | 'last' | 'tries'): number => Math.round(median(rounds.map((each) => each[of])));
    const detail = { p50: middle('p50'), p99: middle('p99'), tries: middle('tries'), people: count, rounds: ROUNDS };
    return [{ name: 'come_back_ms', value: middle('last'), unit: 'ms', detail }];
  },
};
