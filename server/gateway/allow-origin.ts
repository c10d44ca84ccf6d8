import type { AllowOrigin } from '../engine/socket-options.ts';

/**
 * Which pages may talk to this server: its own, and those of the listed origins. A page is its own when its origin
 * names the host that it addressed; the scheme is left out, because TLS may end at a proxy.
 */
export const allowOriginOf =
  (listed: readonly string[]): AllowOrigin =>
  (origin, host) =>
    listed.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host);
