import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { AllowOrigin } from '../engine/socket-options.ts';
import type { Log } from '../telemetry/log.ts';
import { asyncApiDocument } from './asyncapi.ts';
import { inTime } from './in-time.ts';
import { refuseHttp } from './routes.ts';
import type { StaticFiles } from './static-files.ts';

/** Everything that the server answers over HTTP: health, the document of the wire, the interface under `/api`, and the pages. */
export const httpApp = (parts: {
  health: Hono;
  api: readonly Hono[];
  pages: StaticFiles;
  allowOrigin: AllowOrigin;
  /** The store's clock. */
  now: () => number;
  log: Log;
}) => {
  const { health, api, pages, allowOrigin, now, log } = parts;
  const app = new Hono();
  app.use((context, next) => {
    context.set('now', now);
    return next();
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        workerSrc: ["'self'", 'blob:'],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
      // Without TLS there is nothing to insist on; behind a proxy it is the proxy's to say.
      strictTransportSecurity: false,
    }),
  );
  app.use('/api/*', async (context, next) => {
    const [origin, host] = [context.req.header('origin'), context.req.header('host')];
    const reads = context.req.method === 'GET' || context.req.method === 'HEAD';
    if (!reads && origin !== undefined && !allowOrigin(origin, host ?? '')) return refuseHttp(context, 'originRefused');
    context.header('cache-control', 'no-store');
    return inTime(next());
  });
  app.route('/', health);
  const asyncApi = asyncApiDocument();
  // Tools on other sites may read it; there is nothing in it that is not public.
  const open = { 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*' };
  app.get('/asyncapi.json', (context) => context.body(asyncApi, 200, open));
  for (const routes of api) app.route('/api', routes);
  app.all('/api/*', (context) => refuseHttp(context, 'unknownCommand'));
  app.get('*', (context) => pages(context.req.raw) ?? context.text('not found\n', 404));
  app.onError((error, context) => {
    log.error({ err: error, path: context.req.path }, 'an HTTP request failed');
    return refuseHttp(context, 'outcomeUnknown');
  });
  return app;
};
