import { inTime } from '../limits/in-time.ts';
import { PoolFigures } from '../pool/figures/pool-figures.ts';
import { ScriptVersions } from '../pool/redis/script-versions.ts';
import { noteWritten } from '../pool/redis/written.ts';
import { watchOpenFiles } from '../telemetry/open-files.ts';
import { Sampled } from '../telemetry/sampled.ts';
import { watchConnections, watchHttp } from '../telemetry/watch-connections.ts';
import { watchLog } from '../telemetry/watch-log.ts';
import { watchPool } from '../telemetry/watch-pool.ts';
import { watchQueues, watchRedis } from '../telemetry/watch-redis.ts';
import type { WorkerProcess } from '../workers/worker-process.ts';
import type { Base } from './base.ts';
import type { Stages } from './stages.ts';

/** Without an answer for this long, in ms, Redis counts as down: a balancer waits a few seconds at most. */
const REDIS_TIMEOUT_MS = 2_000;

export type Operations = ReturnType<typeof watchOperations>;

/** Adds the metrics of the pool, the connections, Redis and the queues, and warnings in the log. */
export const watchOperations = (
  { config, lifecycle, metrics, log }: Base,
  parts: Omit<Stages, 'operations'> & { readonly worker: WorkerProcess | undefined },
) => {
  const { registry } = metrics;
  const { pool: id } = config.authority;
  const { home, redis } = parts.home;
  const { now, closure } = parts.pool;
  const { node, applicants, desk, deadlines } = parts;
  const { connections } = parts.sockets;
  const { delivery } = parts.people;
  const versions = new ScriptVersions(id, redis, now, (others) =>
    log.warn({ own: versions.own, others }, 'nodes of this pool run different versions of the scripts'),
  );
  const lookAtVersions = () => versions.tick();
  lifecycle.starts(() => void lookAtVersions());
  lifecycle.every(ScriptVersions.tickMs, lookAtVersions);
  const figures = new PoolFigures(id, redis);
  watchPool(registry, {
    pool: new Sampled(() => figures.read(node.applied())),
    applied: node.applied,
    holds: node.holds,
    versions: () => versions.count,
    isClosed: closure.isClosed,
  });
  watchConnections(registry, connections, applicants, () => ({
    ...connections.counted,
    ...applicants.counted,
    desks: desk.counted(),
  }));
  watchHttp(registry, parts.sockets.engine);
  watchLog(registry);
  const canWrite = () => home.canWrite(() => inTime(noteWritten(id, redis), REDIS_TIMEOUT_MS));
  watchRedis(registry, { ping: () => redis.ping(), canWrite });
  watchQueues(registry, {
    queues: { alarms: () => deadlines.alarms.jobs(), ...(delivery ? { messages: () => delivery.jobs() } : {}) },
    deadLetters: async () => (await delivery?.figures())?.dead ?? 0,
  });
  parts.worker?.answering({ figures: () => registry.getMetricsAsJSON() });
  lifecycle.stops(watchOpenFiles(log));
  return {
    /** Whether Redis takes writes. */
    canWrite,
    /** The figures of all processes of this server. */
    readMetrics: parts.worker?.readMetrics ?? metrics.read,
    /** How many workers serve, of how many there should be. */
    workers: parts.worker?.count ?? (() => ({ serving: 1, wanted: 1 })),
  };
};
