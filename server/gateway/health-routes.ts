import { Hono } from 'hono';
import type { PoolPicture } from '../../protocol/pool-picture.ts';

/** How the server is: for people, balancers and scrapers. */
export const healthRoutes = (parts: {
  engine: string;
  version: string;
  embedded: boolean;
  redisOk: () => Promise<boolean>;
  /** Whether commands are taken: false while starting and while shutting down. */
  ready: () => boolean;
  /** Why nothing is done although it runs; absent where all is well. */
  closed: () => { readonly code: string; readonly sentence: string } | undefined;
  pool: () => Pick<PoolPicture, 'id' | 'free' | 'total'>;
  /** How many processes of this server serve, of how many there should be. */
  workers: () => { readonly serving: number; readonly wanted: number };
  /** The figures of all of them. */
  readMetrics: () => Promise<{ readonly type: string; readonly text: string }>;
}) => {
  const { engine, version, embedded, redisOk, ready, closed: closedBy, pool, workers, readMetrics } = parts;
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
      const { text, type } = await readMetrics();
      return context.body(text, 200, { 'content-type': type });
    });
};
