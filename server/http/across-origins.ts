import type { MiddlewareHandler } from 'hono';
import type { AllowOrigin } from '../engine/socket-options.ts';
import { asksAcross } from '../identity/session-cookie.ts';

/** In seconds: how long a browser may cache the answer to a preflight. */
const KNOWN_FOR = '600';

/**
 * Lets pages of the listed origins use the HTTP interface as this server's own pages do (CORS). They send a token:
 * cookies never cross origins, so credentials are not allowed. Other origins get no CORS headers.
 */
export const acrossOrigins =
  (allowOrigin: AllowOrigin): MiddlewareHandler =>
  async (context, next) => {
    const { req } = context;
    const origin = req.header('origin') ?? '';
    const isListed = asksAcross(context) && allowOrigin(origin, req.header('host') ?? '');
    const asksWhether = req.method === 'OPTIONS' && req.header('access-control-request-method') !== undefined;
    if (asksWhether && isListed) context.res = new Response(null, { status: 204 });
    else await next();
    const { headers } = context.res;
    headers.append('vary', 'Origin');
    if (!isListed) return;
    headers.set('access-control-allow-origin', origin);
    if (!asksWhether) return;
    headers.set('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
    headers.set('access-control-allow-headers', 'authorization, content-type, x-account');
    headers.set('access-control-max-age', KNOWN_FOR);
    headers.append('vary', 'Access-Control-Request-Method, Access-Control-Request-Headers');
  };
