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
  pool: () => Pick<PoolPicture, 'id' | 'free' | 'total'>;
  /** How many processes of this server serve, of how many there should be. */
  workers: () => { readonly serving: number; readonly wanted: number };
  /** The figures of all of them. */
  readMetrics: () => Promise<{ readonly type: string; readonly text: string }>;
}) => {
  const { engine, version, embedded, redisOk, ready, pool, workers, readMetrics } = parts;
  return new Hono()
    .get('/healthz', async (context) => {
      const ok = await redisOk();
      const { id, free, total } = pool();
      const status = ok && ready() ? 'ok' : 'degraded';
      return context.json(
        { status, engine, version, workers: workers(), redis: { ok, embedded }, pools: [{ id, free, total }] },
        ok ? 200 : 503,
      );
    })
    .get('/readyz', async (context) =>
      ready() && (await redisOk()) ? context.text('ready\n') : context.text('not ready\n', 503),
    )
    .get('/metrics', async (context) => {
      const { text, type } = await readMetrics();
      return context.body(text, 200, { 'content-type': type });
    });
};
