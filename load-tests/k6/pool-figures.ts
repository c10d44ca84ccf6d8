import http from 'k6/http';
import { plan } from './plan.ts';

export type PoolFigures = { readonly free: number; readonly total: number };

/** The pool's figures in `/healthz`. Throws where the server is not well. */
export const poolFigures = (): PoolFigures => {
  const { status, body, error } = http.get(`${plan.url}/healthz`, { tags: { name: '/healthz' } });
  if (status !== 200) throw new Error(`GET /healthz: ${status} ${error}`);
  const { pools } = JSON.parse(body ?? '') as { pools: readonly PoolFigures[] };
  const [pool] = pools;
  if (pool === undefined) throw new Error('there is no pool');
  return pool;
};
