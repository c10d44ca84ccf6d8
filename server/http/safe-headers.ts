import type { Context, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** In seconds: a year. Subdomains are not ours to speak for. */
const INSIST = 'max-age=31536000';

/** What a page may never ask a browser for; ours needs none of it. */
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

/** `'self'` is this very host for requests; not every browser takes it for sockets too, so these are named. */
const socketsOf = ({ req }: Context): string => {
  const { protocol, host } = new URL(req.url);
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`;
};

/**
 * What every answer tells the browser: run, show and ask for nothing that did not come from here, be framed by nobody,
 * tell nobody where one came from, and, once it was over TLS, never come without again. There is no `unsafe-inline`:
 * a script or a style that was smuggled into a page stays text.
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
    // Said below, where there is TLS to insist on.
    strictTransportSecurity: false,
  }),
  async (context, next) => {
    await next();
    if (context.req.url.startsWith('https:')) context.res.headers.set('strict-transport-security', INSIST);
  },
];
