import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { delayOf } from './authority/returns.ts';
import { type CaptchaStock, drawCaptchaStock } from './checks/captcha-stock.ts';
import { deriveKeys } from './checks/derived-keys.ts';
import type { Base } from './compose/base.ts';
import { createDeadlines } from './compose/deadlines.ts';
import { openDesk } from './compose/desk.ts';
import { serveHttp } from './compose/http.ts';
import { watchOperations } from './compose/operations.ts';
import { createPeople } from './compose/people.ts';
import { createPoolNode } from './compose/pool-node.ts';
import { admitApplicants, countHeads, openSockets } from './compose/sockets.ts';
import { openHome, openStore } from './compose/store.ts';
import type { Config } from './config.ts';
import type { Engine } from './engine/engine.ts';
import { loadStaticFiles, type StaticFiles } from './http/static-files.ts';
import { Lifecycle } from './lifecycle.ts';
import { projectRoot } from './project-root.ts';
import { CannotOpen, isForbidden, redisForbids } from './redis/start-obstacles.ts';
import type { RedisTarget } from './redis/target.ts';
import type { Log } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import type { WorkerProcess } from './workers/worker-process.ts';

/** How long commands that began before the shutdown have to be answered, in ms. */
const GRACE_MS = 300;

/** A server that runs. */
export type Server = {
  readonly engine: Pick<Engine, 'name' | 'why'>;
  /** Starts serving; resolves to the port. Rejects with one clear line if that fails. */
  readonly listen: () => Promise<number>;
  /** Says goodbye to every client, answers the commands under way, and disconnects from Redis; a few seconds at most. */
  readonly close: () => Promise<void>;
};

/** Parts that take a while to make and need no Redis: they can be made while Redis reads its data. */
export type Prepared = { readonly pictures: CaptchaStock; readonly pages: StaticFiles };

export const prepare = async (): Promise<Prepared> => {
  const [pictures, pages] = await Promise.all([drawCaptchaStock(), loadStaticFiles(join(projectRoot, 'dist/client'))]);
  return { pictures, pages };
};

type Options = {
  readonly config: Config;
  readonly version: string;
  readonly secret: Buffer;
  readonly redis: { readonly target: RedisTarget; readonly embedded: boolean };
  /** Absent if this process serves alone. */
  readonly worker?: WorkerProcess;
  /** Absent: made on the way. */
  readonly prepared?: Prepared;
  readonly log: Log;
};

/**
 * Builds one server in stages, each of what stands above it. Nothing else imports all rooms, nothing comes alive by
 * being imported, and what was made begins with `listen`.
 */
export const compose = async (options: Options): Promise<Server> => {
  const { config, version, secret, log } = options;
  const lifecycle = new Lifecycle(log);
  const keys = deriveKeys(secret);
  const cookieMark = keys.cookie.toString('hex').slice(0, 8);
  const base: Base = { config, version, secret, keys, cookieMark, lifecycle, metrics: createMetrics(), log };
  try {
    return await build(base, options);
  } catch (error) {
    await lifecycle.stop();
    throw error instanceof Error && isForbidden(error.message) ? new CannotOpen([redisForbids(error.message)]) : error;
  }
};

const build = async (base: Base, { redis, worker, prepared }: Options): Promise<Server> => {
  const { config, lifecycle, metrics, log } = base;
  const { pictures, pages } = prepared ?? (await prepare());
  const app = new Hono();
  const home = await openHome(base, redis.target);
  const pool = await openStore(base, home);
  const deadlines = createDeadlines(base, { ...home, ...pool });
  const { returns } = deadlines;
  const sockets = await openSockets(base, { app, sharesPort: worker !== undefined });
  const node = createPoolNode({
    settings: config.authority,
    store: pool.store,
    clock: pool.clock,
    namespace: sockets.select,
    returns: { after: () => delayOf(returns), shownForMs: returns.shownFor },
    deadlines,
    concurrency: pool.concurrency,
    choosingElsewhere: () => pool.heads.others.choosing,
    goesOn: () => pool.guard.goesOn(),
    watch: { ...pool.watch, pushed: (push, watchers) => metrics.pushes.add(push, watchers) },
    wait: (ms) => delay(ms, undefined, { ref: false }),
    life: lifecycle,
    log,
  });
  lifecycle.starts(() => pool.guard.tick());
  const people = await createPeople(base, { home, pool, node, pictures });
  const applicants = admitApplicants(base, { sockets, pool, node, deadlines, people });
  const heads = countHeads(base, { sockets, pool, node });
  const desk = openDesk(base, { home, pool, deadlines, node, people, sockets, heads });
  const parts = { home, pool, deadlines, node, people, sockets, applicants, desk };
  const operations = watchOperations(base, { ...parts, worker });
  serveHttp(base, { ...parts, app, pages, operations, embedded: redis.embedded });

  const { engine, ports } = sockets;
  lifecycle.starts(() => ports.open());
  lifecycle.stops(() => ports.close());
  lifecycle.announces(() => delay(GRACE_MS));
  const listen = async (): Promise<number> => {
    await lifecycle.start();
    return ports.port;
  };
  return { engine, listen, close: () => lifecycle.stop() };
};
