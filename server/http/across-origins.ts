import type { MiddlewareHandler } from 'hono';
import type { AllowOrigin } from '../engine/socket-options.ts';
import { asksAcross } from '../identity/session-cookie.ts';

/** In seconds: for so long a browser need not ask again whether it may ask. */
const KNOWN_FOR = '600';

/**
 * Lets the pages of listed origins read what the interface answers, and ask it whatever a page of its own may (CORS).
 * They bring a token along: cookies never go across origins, so nothing here allows credentials. Every other origin is
 * told nothing.
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
