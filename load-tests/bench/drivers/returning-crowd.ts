import { setTimeout as delay } from 'node:timers/promises';
import type { RedisTarget } from '../../../server/redis/target.ts';
import { addressFor } from '../../../verification/actors/addresses.ts';
import { beginSessions } from '../../../verification/actors/sessions.ts';
import { openWire, type Wire } from '../../../verification/actors/wire.ts';
import { serveCalls } from '../support/calls.ts';
import { each } from '../support/peer.ts';
import { percentile } from '../support/stats.ts';

/** What came of it; times in ms from the cut until somebody has heard `welcome`, with the pool and their selection. */
type Returned = { readonly p50: number; readonly p99: number; readonly last: number; readonly tries: number };

/** Before somebody who was not let in tries again, in ms; as a client does. */
const AGAIN = 500;

let tokens: readonly string[] = [];
let wires: Wire[] = [];
/** So often all have come. Each time they call from other addresses: to find a port among those just closed takes the system long. */
let comings = 0;

/** Resolves when this one is connected and welcomed. */
const arrive = (port: number, i: number): Promise<Wire> =>
  new Promise((resolve, reject) => {
    const wire = openWire({
      port,
      from: addressFor(comings * tokens.length + i),
      token: tokens[i],
      hear: (packet) => {
        if (packet.indexOf('["welcome"') > 0) resolve(wire);
      },
      ended: () => reject(new Error('it ended before its welcome')),
    });
    wire.catch(reject);
  });

const calls = {
  connect: async ({ port, redis, count }: { port: number; redis: RedisTarget; count: number }): Promise<void> => {
    tokens = await beginSessions(redis, { first: 1, count });
    wires = await each(count, (i) => arrive(port, i));
  },

  /** All hang up at one instant, and come back spread over `within` ms. */
  comeBack: async ({ port, within }: { port: number; within: number }): Promise<Returned> => {
    for (const wire of wires) wire.end();
    const cut = performance.now();
    comings += 1;
    let tries = 0;
    const comeBack = async (i: number): Promise<number> => {
      await delay((i / tokens.length) * within);
      for (;;) {
        tries += 1;
        const wire = await arrive(port, i).catch(() => undefined);
        if (wire !== undefined) {
          wires[i] = wire;
          return performance.now() - cut;
        }
        await delay(AGAIN * (0.5 + Math.random()));
      }
    };
    const times = Float64Array.from(await Promise.all(tokens.map((_, i) => comeBack(i)))).toSorted();
    return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), last: times.at(-1) ?? Number.NaN, tries };
  },
};

export type ReturningCrowd = typeof calls;
serveCalls(calls);
