import type { Context, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** A year in seconds. Subdomains are not covered: they may belong to other services. */
const INSIST = 'max-age=31536000';

/** Browser features that no page may use; the pages need none of them. */
const NOTHING_OF = {
  camera: [],
  microphone: [],
  geolocation: [],
  payment: [],
  usb: [],
  serial: [],
  bluetooth: [],
  hid: [],
  midi: [],
  displayCapture: [],
};

/** The host's own WebSocket origin: not every browser includes sockets in `'self'`. */
const socketsOf = ({ req }: Context): string => {
  const { protocol, host } = new URL(req.url);
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`;
};

/**
 * The security headers of every answer: run, show and request nothing from other hosts, allow no framing, send no
 * referrer, and after one visit over TLS always use TLS. Without `unsafe-inline`, a script or a style smuggled into a
 * page stays text.
 */
export const safeHeaders = (): [MiddlewareHandler, MiddlewareHandler] => [
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'", socketsOf],
      objectSrc: ["'none'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
    },
    permissionsPolicy: NOTHING_OF,
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    // Set below, only under TLS.
    strictTransportSecurity: false,
  }),
  async (context, next) => {
    await next();
    if (context.req.url.startsWith('https:')) context.res.headers.set('strict-transport-security', INSIST);
  },
];
