import { setTimeout as delay } from 'node:timers/promises';
import type { RedisTarget } from '../../server/redis/target.ts';
import type { BareCalls } from './counterparts/bare.ts';
import type { TypistCalls } from './drivers/typists.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';
import { startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { median } from './support/stats.ts';
import { residentOf } from './support/usage.ts';

const SOCKETS = 10_000;
/** Connections that come first, so that a server's one-time memory is not counted. */
const FIRST = 200;
const ROUNDS = quick ? 1 : 3;
/** On a busy machine a round takes long; no further round begins after this, in ms. */
const ENOUGH = 55_000;
/** Until a server that was busy has put its memory in order, in ms. */
const SETTLING = quick ? 1_000 : 6_000;

/**
 * A connection's memory while nothing happens: each of ours is signed in, has its keyboard open and watches a pattern;
 * the counterpart's are only connected. Resident memory before and after, of fresh processes; no garbage collection is
 * forced.
 */
export const idleBytes: Bench = {
  names: ['idle_bytes_vs_bare'],
  run: async (progress) => {
    const count = sized(SOCKETS);
    const grown = async (pid: number, port: number, redis?: RedisTarget): Promise<number> => {
      const server = redis === undefined ? { port } : { port, redis };
      const driver = startScript<TypistCalls>('drivers/typists.ts', 'driver');
      await driver.call('connect', { ...server, count: FIRST, first: 1 });
      await driver.call('type', { rate: FIRST * 10, seconds: 1 });
      await delay(SETTLING / 2);
      const before = residentOf(pid);
      await driver.call('connect', { ...server, count, first: FIRST + 1 });
      await driver.call('type', { rate: 5_000, seconds: (count + FIRST) / 5_000 });
      await delay(SETTLING);
      const bytes = (residentOf(pid) - before) / count;
      if ((await driver.call('lost', undefined)) > 0) throw new Error('connections were lost');
      await driver.stop();
      return bytes;
    };
    const rounds: { ours: number; bare: number }[] = [];
    const began = performance.now();
    for (let i = 0; i < ROUNDS && performance.now() - began < ENOUGH; i += 1) {
      const service = await startService({ demoAccounts: FIRST + count });
      const ours = await grown(service.pid, service.port, service.redis);
      await service.stop();
      const bareServer = startScript<BareCalls>('counterparts/bare.ts', 'server');
      const bare = await grown(bareServer.pid, await bareServer.call('listen', undefined));
      await bareServer.stop();
      progress(`${ours.toFixed(0)} bytes a socket, ${bare.toFixed(0)} bare`);
      rounds.push({ ours, bare });
    }
    const detail = {
      bytesPerSocket: Math.round(median(rounds.map(({ ours }) => ours))),
      bareBytesPerSocket: Math.round(median(rounds.map(({ bare }) => bare))),
      sockets: count,
      rounds: rounds.length,
    };
    const value = median(rounds.map(({ ours, bare }) => ours / bare));
    return [{ name: 'idle_bytes_vs_bare', value, unit: 'ratio', detail }];
  },
};
