import { type Context, Hono } from 'hono';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import { isSame } from '../checks/same.ts';
import { networkOfRequest } from './routes.ts';

/** The server's health and metrics, for people, balancers and scrapers. */
export const healthRoutes = (parts: {
  engine: string;
  version: string;
  embedded: boolean;
  redisOk: () => Promise<boolean>;
  /** Whether the server accepts commands: false while it starts or shuts down. */
  ready: () => boolean;
  /** The reason why a running server accepts no changes; absent if it does. */
  closed: () => { readonly code: string; readonly sentence: string } | undefined;
  pool: () => Pick<PoolPicture, 'id' | 'free' | 'total'>;
  /** Processes that serve, and processes that should. */
  workers: () => { readonly serving: number; readonly wanted: number };
  /** A client with this token reads the metrics from anywhere; undefined: only this machine does. */
  metricsToken: string | undefined;
  readMetrics: () => Promise<{ readonly type: string; readonly text: string }>;
}) => {
  const {
    engine,
    version,
    embedded,
    redisOk,
    ready,
    closed: closedBy,
    pool,
    workers,
    metricsToken,
    readMetrics,
  } = parts;
  return new Hono()
    .get('/healthz', async (context) => {
      const ok = await redisOk();
      const { id, free, total } = pool();
      const closed = closedBy();
      const status = closed !== undefined ? 'closed' : ok && ready() ? 'ok' : 'degraded';
      const redis = { ok, embedded };
      const pools = [{ id, free, total }];
      const body = {
        status,
        engine,
        version,
        workers: workers(),
        redis,
        pools,
        ...(closed === undefined ? {} : { closed }),
      };
      return context.json(body, ok && closed === undefined ? 200 : 503);
    })
    .get('/readyz', async (context) =>
      ready() && closedBy() === undefined && (await redisOk())
        ? context.text('ready\n')
        : context.text('not ready\n', 503),
    )
    .get('/metrics', async (context) => {
      if (!mayRead(context, metricsToken)) return context.text('not found\n', 404);
      const { text, type } = await readMetrics();
      return context.body(text, 200, { 'content-type': type });
    });
};

/**
 * Whether a request may read the metrics. Behind a local proxy every peer has this machine's address, so any header
 * that a proxy adds excludes the request.
 */
const mayRead = (context: Context, token: string | undefined): boolean => {
  if (token !== undefined) return isSame(context.req.header('authorization') ?? '', `Bearer ${token}`);
  const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some((name) => context.req.header(name));
  return !forwarded && /^(127\.|0:0:0:0::|::1$)/.test(networkOfRequest(context));
};
