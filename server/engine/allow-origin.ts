import type { AllowOrigin } from './socket-options.ts';

/**
 * Whether an origin is this server's own: it names the host that the request addressed. Either may carry the scheme's
 * default port, capitals or a last dot. The scheme is the origin's, because TLS may end at a proxy.
 */
export const isOwnOrigin: AllowOrigin = (origin, host) => {
  if (!URL.canParse(origin) || !/^[\w.:[\]-]+$/.test(host)) return false;
  const { protocol, host: named } = new URL(origin);
  const addressed = `${protocol}//${host}`;
  return named !== '' && URL.canParse(addressed) && undotted(new URL(addressed).host) === undotted(named);
};

/** Allows this server's own pages, and those of the listed origins. */
export const allowOriginOf =
  (listed: readonly string[]): AllowOrigin =>
  (origin, host) =>
    listed.includes(origin) || isOwnOrigin(origin, host);

const undotted = (host: string): string => host.replace(/\.(?=:|$)/, '');
