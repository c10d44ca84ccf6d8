import { pino } from 'pino';
import { type PoolId, poolId } from '../../protocol/ids.ts';
import { tangshanFirstBlock } from '../../server/authority/tangshan.ts';
import { openBlocks } from '../../server/pool/opening.ts';
import { poolKeys } from '../../server/pool/redis/keys.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import { RedisHome } from '../../server/redis/home.ts';
import { ReplicaGate } from '../../server/redis/replica-gate.ts';
import type { RedisTarget } from '../../server/redis/target.ts';
import type { Bench } from './measure.ts';
import { holdAll } from './support/due-holds.ts';
import { onEnd } from './support/ending.ts';
import { startReplicatedRedis } from './support/replicated-redis.ts';
import { quick, sized } from './support/size.ts';
import { median } from './support/stats.ts';

const REPLICAS = 2;
const HOLDS = sized(20_000);
const ROUNDS = quick ? 1 : 3;
/** `REDIS_REPLICAS`, in turn. */
const DEMANDED = [0, 1, 2] as const;

/**
 * Holds a second, 500 at once, through a gate for no replica, one and two of a Redis that has two. All three sync every
 * write, so the disk counts. The store is used as a node uses it, without sockets.
 */
export const gate: Bench = {
  names: ['gate_vs_none'],
  run: async (progress) => {
    const target = await startReplicatedRedis(REPLICAS);
    const rates: Record<(typeof DEMANDED)[number], number[]> = { 0: [], 1: [], 2: [] };
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const replicas of DEMANDED) {
        const pool = poolId.parse(`gate-${round}-${replicas}`);
        const { store, close } = await openGated(target, { pool, replicas });
        const began = performance.now();
        await holdAll(store, HOLDS, Date.now() + 3_600_000);
        const rate = HOLDS / ((performance.now() - began) / 1_000);
        close();
        progress(`${replicas} replicas: ${Math.round(rate)} holds a second`);
        // The first round warms up.
        if (round > 0) rates[replicas].push(rate);
      }
    const [none, one, two] = [median(rates[0]), median(rates[1]), median(rates[2])];
    const detail = { holds: HOLDS, rounds: ROUNDS, replicas: REPLICAS, none, one, two, twoVsNone: two / none };
    return [{ name: 'gate_vs_none', value: one / none, unit: 'ratio', detail }];
  },
};

type Gated = { readonly pool: PoolId; readonly replicas: number };

/** A pool with the demo's block, as a node has it: with all of its connections to Redis, and with its gate. */
const openGated = async (target: RedisTarget, { pool, replicas }: Gated) => {
  const log = pino({ level: 'silent' });
  const home = new RedisHome({ target, log, reconnected: () => undefined, hasReplicas: replicas > 0 });
  onEnd(async () => home.close());
  const [commands, reads, client] = [
    await home.open('commands'),
    await home.open('blocking'),
    await home.open('commands'),
  ];
  const lanes = await Promise.all(Array.from({ length: RedisPoolStore.LANES }, () => home.open('commands')));
  const gateFor = (count: number) =>
    new ReplicaGate({ client, key: poolKeys(pool).fence, replicas: count, life: () => home.life }).pass;
  // What was measured before without a gate may still be on its way to the replicas.
  for (const isKept = gateFor(REPLICAS)(); !(await isKept()); );
  const gated = replicas === 0 ? {} : { gate: gateFor(replicas) };
  const store = new RedisPoolStore(pool, { commands, reads, lanes, ...gated });
  await openBlocks(store, [tangshanFirstBlock]);
  await store.snapshot();
  return { store, close: () => home.close() };
};
