import type { Hono } from 'hono';
import type { AllowOrigin } from '../engine/socket-options.ts';
import type { HttpAllowances } from '../limits/http-allowances.ts';
import { inTime } from '../limits/in-time.ts';
import type { Log } from '../telemetry/log.ts';
import { acrossOrigins } from './across-origins.ts';
import { asyncApiDocument } from './asyncapi/document.ts';
import { networkOfRequest, refuseHttp, whenOf } from './routes.ts';
import { safeHeaders } from './safe-headers.ts';
import type { StaticFiles } from './static-files.ts';

type RequestContext = { readonly header: (name: string) => string | undefined };

/**
 * Whether a request comes from a page of another site, by headers that browsers set and pages cannot change. A browser
 * sends Origin with every change; without it, it would still send Sec-Fetch-Site. A client that sends neither is not a
 * browser, and holds no cookies.
 */
const isForeign = (req: RequestContext, allowOrigin: AllowOrigin): boolean => {
  const [origin, site] = [req.header('origin'), req.header('sec-fetch-site')];
  if (origin !== undefined) return !allowOrigin(origin, req.header('host') ?? '');
  return site === 'cross-site' || site === 'same-site';
};

/** Mounts the whole HTTP interface on an app: health, the AsyncAPI document, the routes under `/api`, and the pages. */
export const routeHttp = (
  app: Hono,
  parts: {
    /** Distinguishes this service's cookies from others of the host. */
    cookieMark: string;
    health: Hono;
    api: readonly Hono[];
    pages: StaticFiles;
    allowOrigin: AllowOrigin;
    /** Whether changes are refused because the pool is not the one that this node knows. */
    isClosed: () => boolean;
    /** Passed before a deed; then tells whether it is kept beyond Redis's master. Absent: its word is enough. */
    gate?: (() => () => Promise<boolean>) | undefined;
    allowances: HttpAllowances;
    /** The store's clock. */
    now: () => number;
    log: Log;
  },
): void => {
  const { cookieMark, health, api, pages, allowOrigin, isClosed, gate, allowances, now, log } = parts;
  app.use((context, next) => {
    context.set('now', now);
    context.set('cookieMark', cookieMark);
    context.set('allowances', allowances);
    return next();
  });
  app.use(...safeHeaders());
  app.use('/api/*', acrossOrigins(allowOrigin));
  app.use('/api/*', async (context, next) => {
    const reads = context.req.method === 'GET' || context.req.method === 'HEAD';
    if (!reads && isForeign(context.req, allowOrigin)) return refuseHttp(context, 'originRefused');
    const full = allowances.spend('address', networkOfRequest(context), reads ? 'read' : 'deed', performance.now());
    if (full !== null) return refuseHttp(context, 'tooManyRequests', { notBefore: whenOf(full, now()) });
    context.header('cache-control', 'no-store');
    // A write would be lost as soon as the right data are back.
    if (!reads && isClosed()) return refuseHttp(context, 'recovering');
    const isKept = reads ? undefined : gate?.();
    await inTime(next());
    if (isKept === undefined || (await inTime(isKept()).catch(() => false))) return;
    // Nobody is signed in by an answer that a failover might take back.
    context.header('set-cookie', undefined);
    context.res = refuseHttp(context, 'outcomeUnknown');
  });
  app.route('/', health);
  const asyncApi = asyncApiDocument();
  // Tools on other sites may read it: all of it is public.
  const open = { 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*' };
  app.get('/asyncapi.json', (context) => context.body(asyncApi, 200, open));
  for (const routes of api) app.route('/api', routes);
  app.all('/api/*', (context) => refuseHttp(context, 'unknownCommand'));
  app.get('*', (context) => pages(context.req.raw) ?? context.text('not found\n', 404));
  app.onError((error, context) => {
    log.error({ err: error, path: context.req.path }, 'an HTTP request failed');
    return refuseHttp(context, 'outcomeUnknown');
  });
};
