import { tangshanFirstBlock } from '../authority/tangshan.ts';
import { identityKeys } from '../identity/keys.ts';
import { ConcurrencyLimit } from '../limits/concurrency-limit.ts';
import { HeadCount } from '../pool/figures/head-count.ts';
import { PoolClosure } from '../pool/guard/closure.ts';
import { PoolGuard } from '../pool/guard/guard.ts';
import { PoolLife, poolAbsent } from '../pool/guard/pool-life.ts';
import { poolObstacles } from '../pool/guard/start-check.ts';
import { WitnessFile } from '../pool/guard/witness-file.ts';
import { openBlocks } from '../pool/opening.ts';
import { poolKeys } from '../pool/redis/keys.ts';
import { RedisPoolStore } from '../pool/redis/store.ts';
import { StoreClock } from '../pool/store-clock.ts';
import type { FollowerWatch } from '../push/push-follower.ts';
import { checkRedis } from '../redis/check.ts';
import { RedisHome } from '../redis/home.ts';
import { type Gate, ReplicaGate } from '../redis/replica-gate.ts';
import { CannotOpen, clockJumped } from '../redis/start-obstacles.ts';
import type { RedisTarget } from '../redis/target.ts';
import type { Base } from './base.ts';

/** How many commands of one process are under way to Redis, some 30 ms of its time, and how many may wait for their turn. */
const UNDER_WAY = 512;
const WAITING = 50_000;

export type Home = Awaited<ReturnType<typeof openHome>>;

/** Connects to Redis, and looks whether it is fit. Rejects where it is not. */
export const openHome = async ({ config, lifecycle, metrics, log }: Base, target: RedisTarget) => {
  const home = new RedisHome({
    target,
    log,
    reconnected: (role) => metrics.redisReconnects.add(role),
    hasReplicas: config.redisReplicas > 0,
  });
  lifecycle.stops(() => home.close());
  const [redis, reads, queue] = await Promise.all([home.open('commands'), home.open('blocking'), home.open('queue')]);
  const lanes = await Promise.all(Array.from({ length: RedisPoolStore.LANES }, () => home.open('commands')));
  const { obstacles, warnings } = await checkRedis(redis, config.redisDurability);
  for (const warning of warnings) log.warn(warning);
  if (obstacles.length > 0) throw new CannotOpen(obstacles);
  return { home, redis, reads, queue, lanes, gate: await openGate(home, identityKeys.fence, config.redisReplicas) };
};

/** The gate before answers about what Redis keeps, on a connection of its own; undefined where its master's word is enough. */
const openGate = async (home: RedisHome, key: string, replicas: number): Promise<Gate | undefined> =>
  replicas === 0
    ? undefined
    : new ReplicaGate({ client: await home.open('commands'), key, replicas, life: () => home.life }).pass;

export type Store = Awaited<ReturnType<typeof openStore>>;

/** Opens the authority's pool, with its clock and what watches that it goes on. Rejects where it may not be gone on with. */
export const openStore = async ({ config, lifecycle, metrics, log }: Base, { home, redis, reads, lanes }: Home) => {
  const { pool } = config.authority;
  const gate = await openGate(home, poolKeys(pool).fence, config.redisReplicas);
  const store = new RedisPoolStore(pool, { commands: redis, reads, lanes, gate });
  const clock = new StoreClock({
    jumped: (by) => {
      metrics.clockJumps.add(by > 0 ? 'forward' : 'back');
      log.error({ by }, `closed, nothing is done: ${clockJumped(by).sentence}`);
    },
    steady: () => log.warn('the clock of Redis stands right again, or was accepted; going on'),
  });
  const life = new PoolLife(pool, redis);
  const isDemo = config.demoAccounts > 0;
  /** Only a demo opens a block by itself; elsewhere the desk does. */
  const openFirst = async () => {
    if (isDemo) await openBlocks(store, [tangshanFirstBlock]);
  };
  home.onMoved(() => clock.storeMoved());
  const guard = new PoolGuard({
    life,
    file: new WitnessFile(config.dataDir, pool),
    closed: ({ code, sentence }) => log.error({ why: code }, `closed, nothing is done: ${sentence}`),
    accepted: async (epoch) => {
      log.warn({ epoch }, 'another life of the pool was begun by an operator; going on with it');
      store.follow(epoch);
      clock.learnAnew();
      await openFirst();
    },
  });
  const trouble = await guard.first();
  if (trouble !== undefined) throw new CannotOpen([trouble]);
  if (isDemo) await life.begin();
  else if (!(await life.isBegun())) throw new CannotOpen([poolAbsent(pool)]);
  await openFirst();
  const inTheWay = await poolObstacles(pool, redis);
  if (inTheWay.length > 0) throw new CannotOpen(inTheWay);
  lifecycle.stops(() => guard.keep());
  lifecycle.every(PoolGuard.tickMs, () => guard.tick());
  /** What the guard sees of the pool, as this node follows it. */
  const watch: FollowerWatch = {
    startedAfresh: ({ position }) => guard.follows(position),
    applied: ({ offset, at }) => {
      guard.saw(offset, at);
      metrics.streamDelay.took(Math.max(0, clock.now() - at) / 1_000);
    },
  };
  return {
    store,
    clock,
    now: (): number => clock.now(),
    guard,
    watch,
    closure: new PoolClosure({ guard, clock }),
    heads: new HeadCount(pool, redis),
    concurrency: new ConcurrencyLimit(UNDER_WAY, WAITING),
  };
};
