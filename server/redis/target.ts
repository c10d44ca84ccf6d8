import type { RedisTlsFiles } from './tls.ts';

/** Where a Redis is, and what it takes to be let in. */
export type RedisTarget = {
  /** `redis://…`, `rediss://…` or `unix:///path/of/its/socket`, with a user and a password where it wants them. */
  readonly url: string;
  /** For `rediss://`; absent: the system's authorities, and no certificate of our own. */
  readonly tls?: RedisTlsFiles | undefined;
};

const UNIX = 'unix://';

/** A Redis on a socket of this machine, by its path. */
export const unixTarget = (path: string): RedisTarget => ({
  url: `${UNIX}${encodeURI(path).replaceAll('?', '%3F').replaceAll('#', '%23')}`,
});

/** The path of the socket that a `unix:` URL names; the inverse of `unixTarget`. */
export const socketOf = ({ url }: RedisTarget): string => decodeURIComponent(url.slice(url.indexOf('/', UNIX.length)));

const FORMS =
  'must look like redis://host:6379, redis://user:password@host:6379, rediss://host:6379 or unix:///path/of/redis.sock';
const PERCENT = 'has a % that begins no code such as %40; write a % of the user or password as %25';

/**
 * Parses the URL that an operator wrote into the form that every client reads alike. A user and a password may contain `@`, `:`,
 * `/`, `?` and `#` as they are: the last `@` ends them. Only a `%` must be written `%25`.
 */
export const readRedisUrl = (given: string): string | { readonly problem: string } => {
  const [, scheme = '', rest = ''] = /^(redis|rediss|unix):\/\/(.+)$/is.exec(given) ?? [];
  const at = rest.lastIndexOf('@');
  const signIn = at < 0 ? '' : encodedSignIn(rest.slice(0, at));
  if (signIn === undefined) return { problem: PERCENT };
  const place = rest.slice(at + 1);
  if (scheme.toLowerCase() === 'unix')
    return /^\/[^?#]*[^/?#]$/.test(place) && isDecodable(place) ? `${UNIX}${signIn}${place}` : { problem: FORMS };
  const [, host = '', port, database] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?:\/(\d*))?$/i.exec(place) ?? [];
  const isPort = port === undefined || (Number(port) > 0 && Number(port) < 65_536);
  const plain = `redis://${host}`;
  if (scheme === '' || host === '' || !isPort || !URL.canParse(plain)) return { problem: FORMS };
  return `${scheme.toLowerCase()}://${signIn}${host}${port === undefined ? '' : `:${port}`}${database ? `/${database}` : ''}`;
};

/** Puts a user, '' for the default one, and a password into a URL that has none. */
export const withSignIn = (url: string, { user, password }: { readonly user: string; readonly password: string }) =>
  url.replace('://', `://${encodeURIComponent(user)}:${encodeURIComponent(password)}@`);

/** Whether a URL has a user or a password. */
export const hasSignIn = (url: string): boolean => url.includes('@');

/** `user:password@` with every character encoded that a URL would interpret; undefined where a `%` begins no code. */
const encodedSignIn = (text: string): string | undefined => {
  if (!isDecodable(text)) return undefined;
  const colon = text.indexOf(':');
  const parts = colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
  return `${parts.map((part) => encodeURIComponent(decodeURIComponent(part))).join(':')}@`;
};

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};
